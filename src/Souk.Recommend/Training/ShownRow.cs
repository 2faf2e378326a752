namespace Souk.Recommend.Training;

/// <summary>An object that was shown, or reached without having been shown.</summary>
internal sealed class ShownRow(string target, long time)
{
    internal string Object { get; } = target;

    /// <summary>The log time, in microseconds.</summary>
    internal long Time { get; } = time;

    /// <summary>The place, from 1; NaN where it is not said.</summary>
    internal float Place { get; init; } = float.NaN;

    /// <summary>The chance with which it was shown there; 1 where it is not said.</summary>
    internal double Propensity { get; init; } = 1;

    /// <summary>Whether the goal followed within the window.</summary>
    internal bool IsGoal { get; set; }

    /// <summary>Whether a liking or the goal followed within the window.</summary>
    internal bool IsLiked { get; set; }

    /// <summary>What the goals of the window were worth together.</summary>
    internal double Value { get; set; }

    /// <summary>The row before of the same subject and object.</summary>
    internal ShownRow? Earlier { get; init; }
}
