namespace Souk.Learning.Trees;

/// <summary>A way to split a node: rows whose bin is at most <paramref name="Bin"/> go left, the others
/// right.</summary>
/// <param name="Feature">The feature, or -1 if no split is worth it.</param>
/// <param name="Bin">The last bin that goes left, 1 or more.</param>
/// <param name="MissingRight">Where rows without a number go.</param>
/// <param name="Gain">How much the loss falls, times two.</param>
/// <param name="LeftSum">The packed sum of derivatives that goes left.</param>
internal readonly record struct SplitCandidate(int Feature, int Bin, bool MissingRight, double Gain, long LeftSum)
{
    /// <summary>No split.</summary>
    public static SplitCandidate None => new(-1, 0, false, 0, 0);

    /// <summary>Whether there is a split.</summary>
    public bool Exists => Feature >= 0;
}
