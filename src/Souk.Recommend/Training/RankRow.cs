namespace Souk.Recommend.Training;

/// <summary>What a training row is beside its features.</summary>
/// <param name="Object">The object's id.</param>
/// <param name="IsGoal">Whether the goal followed within the window.</param>
/// <param name="IsLiked">Whether a liking or the goal followed within the window.</param>
/// <param name="Value">What it was worth, 0 without a goal.</param>
/// <param name="Worth">What reaching it was expected to be worth at the time.</param>
/// <param name="Recall">The fused recall score that it would have had, 0 if it was not recalled.</param>
/// <param name="Propensity">The chance with which it was shown where it was.</param>
internal readonly record struct RankRow(
    string Object, bool IsGoal, bool IsLiked, double Value, double Worth, double Recall, double Propensity);
