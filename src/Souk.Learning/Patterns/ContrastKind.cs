namespace Souk.Learning.Patterns;

/// <summary>What has risen.</summary>
public enum ContrastKind
{
    /// <summary>The share of rows that match.</summary>
    Share,

    /// <summary>The share of bad rows among those that match.</summary>
    BadRate,
}
