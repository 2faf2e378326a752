namespace Souk.Recommend.Online;

/// <summary>How often one subject was foreseen to like what it was shown of one group, and how often it did; both fade.
/// Sixteen bytes, so that a million take 16 MB.</summary>
internal struct PersonalCell
{
    /// <summary>Which subject and group; another pair with the same slot takes its place.</summary>
    public uint Tag;

    /// <summary>The moment of both numbers, seconds since 1970.</summary>
    public uint Second;

    /// <summary>The likings foreseen.</summary>
    public float Foreseen;

    /// <summary>The likings.</summary>
    public float Liked;

    /// <summary>The share of a number of this cell that is left at a moment.</summary>
    internal readonly double LeftAt(uint second, double halfLife) =>
        Math.Pow(2, -Math.Max(0, (double)second - Second) / halfLife);
}
