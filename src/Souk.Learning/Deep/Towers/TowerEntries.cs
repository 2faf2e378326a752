using Souk.Learning.Data;

namespace Souk.Learning.Deep.Towers;

/// <summary>The features of one user or item.</summary>
internal readonly ref struct TowerEntries(
    ReadOnlySpan<int> indices, ReadOnlySpan<float> values, ReadOnlySpan<ushort> fields)
{
    public ReadOnlySpan<int> Indices { get; } = indices;

    public ReadOnlySpan<float> Values { get; } = values;

    public ReadOnlySpan<ushort> Fields { get; } = fields;

    /// <summary>A row of features.</summary>
    public static TowerEntries Of(SparseRows rows, int row) =>
        new(rows.Indices(row), rows.Values(row), rows.Fields(row));
}
