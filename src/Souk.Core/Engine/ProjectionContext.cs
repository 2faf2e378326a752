using Souk.Core.Definition;
using Souk.Core.Entities;

namespace Souk.Core.Engine;

/// <summary>What a projection is made from.</summary>
/// <param name="Definition">The definition in force.</param>
/// <param name="Entities">Who numbers entities and texts.</param>
/// <param name="Profiles">The profiles.</param>
/// <param name="Folder">A folder of the projection's own for side files, or null where none may be written: then it
/// keeps them in memory or in a temporary file.</param>
/// <param name="Earlier">The projections that see each event before this one, and so already include it.</param>
public sealed record ProjectionContext(
    MarketplaceDefinition Definition,
    EntityTable Entities,
    ProfileStore Profiles,
    string? Folder,
    IReadOnlyList<IProjection> Earlier)
{
    /// <summary>The earlier projection of a type.</summary>
    /// <exception cref="InvalidOperationException">There is none: the order of the projections is wrong.</exception>
    public T Require<T>()
        where T : class, IProjection =>
        Earlier.OfType<T>().SingleOrDefault() ?? throw new InvalidOperationException(
            $"A projection needs {typeof(T).Name} to run before it, and it does not.");
}
