namespace Souk.Experiments.OffPolicy;

/// <summary>
/// Expected rewards by action and context group, shrunk towards the action's and the overall mean, made by
/// cross-fitting: what a round is predicted from never includes that round (Chernozhukov et al., 2018), so that the
/// doubly robust estimates stay unbiased.
/// </summary>
public sealed class RewardModel
{
    private readonly double[] _predictions;
    private readonly int _actions;

    private RewardModel(double[] predictions, int actions)
    {
        _predictions = predictions;
        _actions = actions;
    }

    /// <summary>Fits it.</summary>
    /// <param name="rounds">The logged rounds.</param>
    /// <param name="groups">A small context number for each round (the place on the page, a segment), from 0; null for
    /// one group.</param>
    /// <param name="folds">How many folds cross-fitting uses, 2 to 100; rounds go to folds in turn.</param>
    /// <param name="priorRounds">How many rounds of its parent's mean a cell starts with, above 0. Default 20: a cell
    /// with fewer rounds leans on its parent.</param>
    public static RewardModel Fit(LoggedRounds rounds, int[]? groups = null, int folds = 5, double priorRounds = 20)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(folds, 100);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(priorRounds);
        groups ??= new int[rounds.Count];
        if (groups.Length != rounds.Count || groups.Min() < 0)
        {
            throw new ArgumentException($"{groups.Length} groups for {rounds.Count} rounds, or a negative group.");
        }

        int groupCount = groups.Max() + 1;
        double[] predictions = new double[rounds.Count * rounds.ActionCount];
        for (int fold = 0; fold < folds; fold++)
        {
            double[] table = Table(rounds, groups, groupCount, fold, folds, priorRounds);
            for (int row = fold; row < rounds.Count; row += folds)
            {
                table.AsSpan(groups[row] * rounds.ActionCount, rounds.ActionCount)
                    .CopyTo(predictions.AsSpan(row * rounds.ActionCount));
            }
        }

        return new RewardModel(predictions, rounds.ActionCount);
    }

    /// <summary>The expected reward of each action in a round.</summary>
    public ReadOnlySpan<double> Row(int row) => _predictions.AsSpan(row * _actions, _actions);

    private static double[] Table(
        LoggedRounds rounds, int[] groups, int groupCount, int leftOut, int folds, double prior)
    {
        int actions = rounds.ActionCount;
        double[] counts = new double[groupCount * actions];
        double[] sums = new double[groupCount * actions];
        double all = 0;
        double allSum = 0;
        for (int row = 0; row < rounds.Count; row++)
        {
            if (row % folds != leftOut)
            {
                int cell = (groups[row] * actions) + rounds.Actions[row];
                counts[cell]++;
                sums[cell] += rounds.Rewards[row];
                all++;
                allSum += rounds.Rewards[row];
            }
        }

        double mean = all == 0 ? 0 : allSum / all;
        double[] table = new double[counts.Length];
        for (int action = 0; action < actions; action++)
        {
            double n = 0;
            double sum = 0;
            for (int cell = action; cell < counts.Length; cell += actions)
            {
                n += counts[cell];
                sum += sums[cell];
            }

            double parent = (sum + (prior * mean)) / (n + prior);
            for (int cell = action; cell < counts.Length; cell += actions)
            {
                table[cell] = (sums[cell] + (prior * parent)) / (counts[cell] + prior);
            }
        }

        return table;
    }
}
