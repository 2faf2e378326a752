using Souk.Learning.Numerics;

namespace Souk.Learning.Tuning;

/// <summary>Searches settings on a validation part. Trials run one after another (each may use all threads), so the
/// result is the same on any machine.</summary>
public static class SettingsSearch
{
    // More than this is no search but a mistake.
    private const int MaxTrials = 100_000;

    /// <summary>Random search (Bergstra and Bengio, 2012): draws settings, tries each at the full budget.</summary>
    /// <returns>All trials, best first; of equally good ones the earlier draw first.</returns>
    public static IReadOnlyList<TuningTrial> Random<T>(
        TuningData<T> data,
        TuningSpace space,
        TuningObjective<T> objective,
        int trials,
        int budget = 1,
        ulong seed = 1,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(budget, 1);
        List<TuningTrial> drawn = DrawTrials(data, space, objective, trials, seed);
        return [.. Rank(drawn.Select(t => Try(data, objective, t, budget, cancellation)))];
    }

    /// <summary>Successive halving (Jamieson and Talwalkar, 2016): tries all draws at the smallest budget, keeps the
    /// best share, multiplies the budget, and so on up to the largest.</summary>
    /// <param name="data">What to learn from and choose by.</param>
    /// <param name="space">The settings to draw from.</param>
    /// <param name="objective">Trains and judges.</param>
    /// <param name="trials">How many settings to draw, 1 to 100,000.</param>
    /// <param name="smallestBudget">What each is given at first, from 1.</param>
    /// <param name="largestBudget">What the last are given.</param>
    /// <param name="reduction">One in this many goes on, with this many times the budget. 2 to 16, default 3.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="cancellation">Ends the search early.</param>
    /// <returns>All trials, those with the larger budget first, then best first.</returns>
    public static IReadOnlyList<TuningTrial> Halving<T>(
        TuningData<T> data,
        TuningSpace space,
        TuningObjective<T> objective,
        int trials,
        int smallestBudget,
        int largestBudget,
        int reduction = 3,
        ulong seed = 1,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(smallestBudget, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(largestBudget, smallestBudget);
        OptionCheck.Range(reduction, 2, 16, nameof(reduction));
        List<TuningTrial> running = DrawTrials(data, space, objective, trials, seed);
        List<TuningTrial> dropped = [];
        for (long budget = smallestBudget; ; budget *= reduction)
        {
            int now = (int)Math.Min(budget, largestBudget);
            running = [.. Rank(running.Select(t => Try(data, objective, t, now, cancellation)))];
            if (now == largestBudget)
            {
                return [.. running, .. dropped];
            }

            int keep = Math.Max(1, running.Count / reduction);
            dropped.InsertRange(0, running.Skip(keep));
            running = running[..keep];
        }
    }

    private static List<TuningTrial> DrawTrials<T>(
        TuningData<T> data, TuningSpace space, TuningObjective<T> objective, int trials, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(objective);
        OptionCheck.Range(trials, 1, MaxTrials, nameof(trials));
        var random = new SeededRandom(seed);
        List<TuningTrial> drawn = [];
        for (int i = 0; i < trials; i++)
        {
            drawn.Add(new TuningTrial(i, space.Draw(ref random), 0, double.NaN));
        }

        return drawn;
    }

    private static TuningTrial Try<T>(
        TuningData<T> data, TuningObjective<T> objective, TuningTrial trial, int budget, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return trial with { Budget = budget, Score = objective(data, trial.Settings, budget) };
    }

    private static IEnumerable<TuningTrial> Rank(IEnumerable<TuningTrial> trials) =>
        trials.OrderByDescending(t => double.IsNaN(t.Score) ? double.NegativeInfinity : t.Score).ThenBy(t => t.Number);
}
