using Souk.Core;

namespace Souk.Recommend.Training;

/// <summary>The bounds of a training of rankers.</summary>
public static class TrainingLimits
{
    /// <summary>The most rows: a hundred features of each take 80 MB. Beyond that whole requests are drawn by a stable
    /// hash.</summary>
    public const int MaxRows = 200_000;

    /// <summary>The most rows of one request, as many as an answer has at most.</summary>
    public const int MaxRowsOfRequest = 200;

    /// <summary>Where a surface has fewer requests of its own with a goal among them, rankers learn from the
    /// impressions of all surfaces, and where these are too few as well, from goals against what recall would have
    /// given.</summary>
    public const int LeastRequests = 100;

    /// <summary>The same where its own requests span less than so many windows of the goal: what is to be learned from,
    /// chosen by and judged by must each be longer than the windows that are left out between them.</summary>
    public const int LeastWindows = 10;

    /// <summary>Recalled objects that stand against a goal where there are no impressions.</summary>
    public const int Negatives = 20;

    /// <summary>The largest model that the log takes: a few hundred trees are 1 MB.</summary>
    public const int MaxModelBytes = 8 << 20;

    /// <summary>How long after an impression the goal counts as its doing, by default.</summary>
    public static readonly Duration DefaultWindow = Duration.FromHours(24);

    /// <summary>Impressions that do not name their request count as one if the same subject had them in the same so
    /// much of time.</summary>
    public static readonly Duration Page = Duration.FromMinutes(1);
}
