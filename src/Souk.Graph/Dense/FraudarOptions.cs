namespace Souk.Graph.Dense;

/// <summary>Settings of <see cref="Fraudar"/>.</summary>
public sealed record FraudarOptions
{
    /// <summary>What an edge weighs; default <see cref="EdgeWeighting.Both"/>.</summary>
    public EdgeWeighting Weighting { get; init; } = EdgeWeighting.Both;

    /// <summary>How densely a ring is assumed to act on its targets, in (0, 1]; default 0.5. Used by
    /// <see cref="EdgeWeighting.Surprise"/>.</summary>
    public double RingDensity { get; init; } = 0.5;

    /// <summary>The constant in the weight 1 / ln(degree + constant) of a column's edges: above 1; default 5, the
    /// paper's. The
    /// more popular a column, the less an edge to it says, so edges to popular columns do not hide a block.</summary>
    public double DegreeConstant { get; init; } = 5;

    /// <summary>The most blocks to look for, 1 or more; default 10.</summary>
    public int MaxBlocks { get; init; } = 10;

    /// <summary>The fewest rows of a block worth reporting, 1 or more; default 5.</summary>
    public int MinRows { get; init; } = 5;

    /// <summary>The fewest columns of a block worth reporting, 1 or more; default 2.</summary>
    public int MinColumns { get; init; } = 2;

    internal void Validate()
    {
        if (!(DegreeConstant > 1) || !double.IsFinite(DegreeConstant))
        {
            throw new ArgumentOutOfRangeException(
                nameof(DegreeConstant), DegreeConstant, "The degree constant is above 1.");
        }

        if (!(RingDensity is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(RingDensity), RingDensity, "A density is in (0, 1].");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBlocks, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinColumns, 1);
    }
}
