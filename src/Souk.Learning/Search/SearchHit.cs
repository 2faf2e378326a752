namespace Souk.Learning.Search;

/// <summary>One answer of a nearest-neighbour search.</summary>
/// <param name="Id">The id the vector was added under, or −1 in a place that stayed empty.</param>
/// <param name="Similarity">How near it is; see <see cref="VectorMetric"/>.</param>
public readonly record struct SearchHit(int Id, float Similarity)
{
    /// <summary>What fills places for which there was no vector.</summary>
    public static SearchHit None { get; } = new(-1, float.NegativeInfinity);

    /// <summary>Whether this hit comes before another: higher similarity, then lower id.</summary>
    internal bool IsBefore(SearchHit other) =>
        Similarity > other.Similarity || (Similarity == other.Similarity && Id < other.Id);
}
