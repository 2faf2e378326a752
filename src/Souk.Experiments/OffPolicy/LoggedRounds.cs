namespace Souk.Experiments.OffPolicy;

/// <summary>
/// What a logging policy did and what came of it: one row an impression. Immutable; the arrays are not copied and
/// must not be changed.
/// </summary>
public sealed class LoggedRounds
{
    /// <summary>Checks and keeps the rows.</summary>
    /// <param name="actions">The action taken (an item's number), each in [0, <paramref name="actionCount"/>).</param>
    /// <param name="rewards">What came of it (a click, an amount), finite.</param>
    /// <param name="propensities">The probability with which the logging policy took the action, in (0, 1].</param>
    /// <param name="actionCount">How many actions there are, at least 1.</param>
    /// <exception cref="ArgumentException">The lengths differ, there are no rows, or a value is out of its
    /// range.</exception>
    public LoggedRounds(int[] actions, double[] rewards, double[] propensities, int actionCount)
    {
        ArgumentNullException.ThrowIfNull(actions);
        ArgumentNullException.ThrowIfNull(rewards);
        ArgumentNullException.ThrowIfNull(propensities);
        ArgumentOutOfRangeException.ThrowIfLessThan(actionCount, 1);
        if (actions.Length == 0 || rewards.Length != actions.Length || propensities.Length != actions.Length)
        {
            throw new ArgumentException(
                $"{actions.Length} actions, {rewards.Length} rewards and {propensities.Length} propensities: "
                + "the three must be equally many, at least one.");
        }

        for (int i = 0; i < actions.Length; i++)
        {
            Check(i, actions[i], rewards[i], propensities[i], actionCount);
        }

        Actions = actions;
        Rewards = rewards;
        Propensities = propensities;
        ActionCount = actionCount;
    }

    /// <summary>The number of rows.</summary>
    public int Count => Actions.Length;

    /// <summary>The number of actions.</summary>
    public int ActionCount { get; }

    internal int[] Actions { get; }

    internal double[] Rewards { get; }

    internal double[] Propensities { get; }

    private static void Check(int row, int action, double reward, double propensity, int actionCount)
    {
        if ((uint)action >= (uint)actionCount)
        {
            throw new ArgumentException($"Row {row} has action {action}; actions are 0 to {actionCount - 1}.");
        }

        if (!double.IsFinite(reward))
        {
            throw new ArgumentException($"Row {row} has reward {reward}; it must be finite.");
        }

        if (!(propensity > 0 && propensity <= 1))
        {
            throw new ArgumentException($"Row {row} has propensity {propensity}; it must be above 0 and at most 1.");
        }
    }
}
