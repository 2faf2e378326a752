using Souk.Learning.Numerics;

namespace Souk.Learning.Collaborative;

/// <summary>Settings of <see cref="ItemNeighbours"/>.</summary>
public sealed record ItemNeighboursOptions
{
    /// <summary>How likeness is measured. Default: cosine.</summary>
    public NeighbourSimilarity Similarity { get; init; } = NeighbourSimilarity.Cosine;

    /// <summary>How many neighbours each item keeps, 1 to 10,000; default 200. 8 bytes each.</summary>
    public int Neighbours { get; init; } = 200;

    /// <summary>Added to the denominator of cosine and TF-IDF, so that likeness from few users counts less. 0 to
    /// 10,000, default 10. In units of the product of the two items' norms.</summary>
    public double Shrinkage { get; init; } = 10;

    /// <summary>The exponent of a user's degree for <see cref="NeighbourSimilarity.RandomWalk"/> and (default 0.5)
    /// <see cref="NeighbourSimilarity.Swing"/>: activity is toned down by degree^−this. 0 to 2.</summary>
    public double UserExponent { get; init; } = 0.5;

    /// <summary>For the random walk: the exponent of the degree of the item the walk starts at. 0 to 2, default
    /// 0.5.</summary>
    public double SourceExponent { get; init; } = 0.5;

    /// <summary>For the random walk: the exponent β of the degree of the item it arrives at. 0 to 2, default
    /// 0.5.</summary>
    public double TargetExponent { get; init; } = 0.5;

    /// <summary>For swing: α, added to the number of items a pair of users share. Above 0 to 1,000, default
    /// 1.</summary>
    public double SwingSmoothing { get; init; } = 1;

    /// <summary>For swing: of an item with more users than this, an evenly spaced choice counts. 2 to 100,000, default
    /// 500; the work grows with its square.</summary>
    public int SwingUsersPerItem { get; init; } = 500;

    /// <summary>For BM25: k1, how fast repeated interactions saturate. 0 to 1,000, default 1.2.</summary>
    public double Bm25Saturation { get; init; } = 1.2;

    /// <summary>For BM25: b, how far long histories are toned down. 0 to 1, default 0.75.</summary>
    public double Bm25Length { get; init; } = 0.75;

    /// <summary>Worker threads; 0, the default, means one a processor. The result does not depend on it.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        if (!Enum.IsDefined(Similarity))
        {
            throw new ArgumentOutOfRangeException(nameof(Similarity), Similarity, "No such similarity.");
        }

        OptionCheck.Range(Neighbours, 1, 10_000, nameof(Neighbours));
        OptionCheck.Range(Shrinkage, 0, 10_000, nameof(Shrinkage));
        OptionCheck.Range(UserExponent, 0, 2, nameof(UserExponent));
        OptionCheck.Range(SourceExponent, 0, 2, nameof(SourceExponent));
        OptionCheck.Range(TargetExponent, 0, 2, nameof(TargetExponent));
        OptionCheck.Range(SwingSmoothing, double.Epsilon, 1_000, nameof(SwingSmoothing));
        OptionCheck.Range(SwingUsersPerItem, 2, 100_000, nameof(SwingUsersPerItem));
        OptionCheck.Range(Bm25Saturation, 0, 1_000, nameof(Bm25Saturation));
        OptionCheck.Range(Bm25Length, 0, 1, nameof(Bm25Length));
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
