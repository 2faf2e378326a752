namespace Souk.Server.Diagnosis;

/// <summary>One thing that an examination looked at.</summary>
/// <param name="Check">What was looked at, in a word or two.</param>
/// <param name="Level">How bad it is.</param>
/// <param name="Found">What was found.</param>
/// <param name="Advice">What to do; null where nothing needs doing.</param>
public sealed record Finding(string Check, FindingLevel Level, string Found, string? Advice = null)
{
    /// <summary>All is well.</summary>
    public static Finding Good(string check, string found) => new(check, FindingLevel.Ok, found);

    /// <summary>Somebody should look.</summary>
    public static Finding Warn(string check, string found, string advice) =>
        new(check, FindingLevel.Warning, found, advice);

    /// <summary>Something is wrong.</summary>
    public static Finding Bad(string check, string found, string advice) =>
        new(check, FindingLevel.Problem, found, advice);
}
