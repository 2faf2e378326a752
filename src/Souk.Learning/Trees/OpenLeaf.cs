namespace Souk.Learning.Trees;

/// <summary>A leaf that may still be split, with all that is needed to do so.</summary>
internal sealed class OpenLeaf
{
    /// <summary>Its number in the tree.</summary>
    public required int Node { get; init; }

    public required int Depth { get; init; }

    /// <summary>Where its rows start in the partition.</summary>
    public required int Begin { get; init; }

    public required int Count { get; init; }

    /// <summary>The packed sum of its rows' derivatives.</summary>
    public required long Sum { get; init; }

    public required ValueBounds Bounds { get; init; }

    /// <summary>Its histogram while it is held, or null.</summary>
    public long[]? Histogram { get; set; }

    public SplitCandidate Split { get; set; } = SplitCandidate.None;
}
