using Souk.Core.Definition;

namespace Souk.Features.Engine;

/// <summary>The error for a column that a definition does not have.</summary>
internal static class UnknownColumn
{
    internal static ArgumentException Error(MarketplaceDefinition definition, string name)
    {
        string[] near = [.. definition.Columns.Select(c => c.Name)
            .Where(c => c.StartsWith(name + ".", StringComparison.Ordinal) || c.Split('.')[0] == name.Split('.')[0])
            .Take(5)];
        string hint = near.Length == 0 ? string.Empty : $"; there are {string.Join(", ", near)}";
        return new ArgumentException($"There is no feature column '{name}'{hint}.");
    }
}
