using Souk.Core.Definition;

namespace Souk.Server.Entities;

/// <summary>Turns the names that a request gives into names of feature columns.</summary>
public static class ColumnNames
{
    /// <summary>The columns of names of columns or features.</summary>
    /// <param name="definition">The definition that has them.</param>
    /// <param name="names">The names; a feature stands for all its columns.</param>
    /// <param name="columns">The columns, in the order of the names.</param>
    /// <returns>Null, or what is wrong.</returns>
    public static string? Resolve(
        MarketplaceDefinition definition, IReadOnlyList<string> names, out List<string> columns)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(names);
        columns = [];
        foreach (string name in names)
        {
            if (definition.FindColumn(name) is not null)
            {
                columns.Add(name);
            }
            else if (definition.FindFeature(name) is FeatureDefinition feature)
            {
                columns.AddRange(feature.Columns.Select(c => c.Name));
            }
            else
            {
                IEnumerable<string> known = definition.Columns.Select(c => c.Name)
                    .Concat(definition.Features.Select(f => f.Name));
                return $"There is no feature '{name}'{Suggestion.For(name, known, "features")}";
            }
        }

        return null;
    }

    /// <summary>All columns that are kept for entities of one kind alone.</summary>
    internal static List<string> Of(MarketplaceDefinition definition, EntityKind kind) =>
        [.. definition.Features
            .Where(f => f.Key is [KeyPart part] && part.Type.Kind == ValueKind.Entity
                && part.Type.Entity!.Index == kind.Index)
            .SelectMany(f => f.Columns).Select(c => c.Name)];
}
