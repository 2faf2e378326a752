using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Expressions;

namespace Souk.Recommend.Surfaces;

/// <summary>The compiled filters and boosts of a surface. Safe for use from several threads.</summary>
internal sealed class SurfaceConditions
{
    private readonly CelSchema<EventView> _schema;

    internal SurfaceConditions(SurfaceDefinition surface)
    {
        _schema = EventExpressions.SchemaFor(surface.Request);
        Filters = [.. surface.Filters.Select(Compile)];
        Boosts = [.. surface.Boosts.Select(b => (Compile(b.When), b.Factor))];
    }

    internal IReadOnlyList<CelProgram<EventView, bool>> Filters { get; }

    internal IReadOnlyList<(CelProgram<EventView, bool> When, double Factor)> Boosts { get; }

    /// <summary>Compiles a filter of a request.</summary>
    /// <returns>Null with the problems if it is wrong.</returns>
    internal CelProgram<EventView, bool>? TryCompile(string source, out string problems)
    {
        CelCompilation<EventView, bool> compiled = _schema.Compile<bool>(source);
        problems = string.Join("; ", compiled.Diagnostics);
        return compiled.Program;
    }

    private CelProgram<EventView, bool> Compile(string source) => TryCompile(source, out string problems)
        ?? throw new ArgumentException($"The condition '{source}' is wrong: {problems}");
}
