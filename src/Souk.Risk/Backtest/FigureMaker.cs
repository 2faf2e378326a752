using Souk.Core.State;
using Souk.Risk.Decisions;

namespace Souk.Risk.Backtest;

/// <summary>Makes the figures of a policy with intervals by the Poisson bootstrap (Hanley and MacGibbon, 2006): each
/// draw gives each decision a weight with mean one, by a hash, so that a seed gives the same intervals.</summary>
internal static class FigureMaker
{
    private static readonly ulong[] _cumulative = Cumulative();

    internal static PolicyFigures Make(
        IReadOnlyList<BacktestRow> rows, Func<BacktestRow, RiskOutcome> outcome, BacktestOptions options)
    {
        Confusion whole = default;
        long bad = 0;
        long stopped = 0;
        long badStopped = 0;
        foreach (BacktestRow row in rows)
        {
            bool isStopped = BacktestRow.Stops(outcome(row));
            whole.Add(row.IsBad, isStopped, row.Amount, 1);
            bad += row.IsBad ? 1 : 0;
            stopped += isStopped ? 1 : 0;
            badStopped += row.IsBad && isStopped ? 1 : 0;
        }

        // A draw is summed in the order of the rows by one thread, so the figures do not depend on how many there are.
        Confusion[] draws = new Confusion[options.Resamples];
        Parallel.For(0, draws.Length, i =>
        {
            Confusion draw = default;
            foreach (BacktestRow row in rows)
            {
                int weight = Weight(StableHash.Of(options.Seed + (ulong)i, (ulong)row.Position.Value));
                draw.Add(row.IsBad, BacktestRow.Stops(outcome(row)), row.Amount, weight);
            }

            draws[i] = draw;
        });
        return new PolicyFigures
        {
            Decisions = rows.Count,
            Stopped = stopped,
            Bad = bad,
            BadStopped = badStopped,
            Precision = Of(whole, draws, c => c.Precision),
            Recall = Of(whole, draws, c => c.Recall),
            FalsePositiveRate = Of(whole, draws, c => c.FalsePositiveRate),
            Saved = Of(whole, draws, c => c.Saved),
            Lost = Of(whole, draws, c => c.Lost),
            TurnedAway = Of(whole, draws, c => c.TurnedAway),
        };
    }

    private static Interval Of(Confusion whole, Confusion[] draws, Func<Confusion, double> figure)
    {
        double[] values = [.. draws.Select(figure).Where(double.IsFinite).Order()];
        return values.Length == 0
            ? new Interval(figure(whole), double.NaN, double.NaN)
            : new Interval(figure(whole), At(values, 0.025), At(values, 0.975));
    }

    private static double At(double[] sorted, double share) =>
        sorted[(int)Math.Round(share * (sorted.Length - 1))];

    // The inverse of the Poisson distribution with mean one.
    private static int Weight(ulong hash)
    {
        int weight = 0;
        while (weight < _cumulative.Length && hash >= _cumulative[weight])
        {
            weight++;
        }

        return weight;
    }

    // The distribution function as 64-bit fractions; beyond nine nothing is left of 53 bits that matters.
    private static ulong[] Cumulative()
    {
        const int MaxWeight = 9;
        ulong[] bounds = new ulong[MaxWeight];
        double probability = Math.Exp(-1);
        double sum = probability;
        for (int weight = 0; weight < MaxWeight; weight++)
        {
            bounds[weight] = (ulong)(sum * (1UL << 53)) << 11;
            probability /= weight + 1;
            sum += probability;
        }

        return bounds;
    }
}
