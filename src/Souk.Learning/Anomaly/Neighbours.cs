namespace Souk.Learning.Anomaly;

/// <summary>The nearest points of a number of queries, nearest first.</summary>
internal sealed class Neighbours(int queries, int count)
{
    /// <summary>Distances, query after query.</summary>
    public float[] Distances { get; } = new float[checked(queries * count)];

    /// <summary>Point numbers, in the order of <see cref="Distances"/>.</summary>
    public int[] Indices { get; } = new int[checked(queries * count)];

    /// <summary>How many neighbours each query has.</summary>
    public int Count => count;

    public Span<float> DistanceRow(int query) => Distances.AsSpan(query * count, count);

    public Span<int> IndexRow(int query) => Indices.AsSpan(query * count, count);
}
