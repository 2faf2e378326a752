using System.Diagnostics;
using Souk.Risk.Decisions;
using Souk.Risk.Policies;

namespace Souk.Risk.Monitoring;

/// <summary>How long the rules of a checkpoint take: each is evaluated once more on a few events, which changes
/// nothing.</summary>
internal sealed class RuleTimer(CheckpointPolicy policy)
{
    // A mean over about the newest twenty timings; the first few calls of a condition compile it.
    private const double NewShare = 0.05;

    // One evaluation takes about as long as looking at the clock.
    private const int Repeats = 8;

    private readonly double[] _nanoseconds = NoTimes(policy.Rules.Count);

    /// <summary>The mean of a rule in nanoseconds; NaN if it was not timed yet.</summary>
    internal double Of(string rule)
    {
        for (int i = 0; i < policy.Rules.Count; i++)
        {
            if (policy.Rules[i].Id == rule)
            {
                return Volatile.Read(ref _nanoseconds[i]);
            }
        }

        return double.NaN;
    }

    internal void Time(CheckpointRunner runner)
    {
        for (int i = 0; i < policy.Rules.Count; i++)
        {
            if (policy.Rules[i].Status == RuleStatus.Off)
            {
                continue;
            }

            long start = Stopwatch.GetTimestamp();
            for (int times = 0; times < Repeats; times++)
            {
                runner.EvaluateAgain(policy.Rules[i]);
            }

            double taken = (Stopwatch.GetTimestamp() - start) * (1e9 / Stopwatch.Frequency / Repeats);
            double before = _nanoseconds[i];
            Volatile.Write(
                ref _nanoseconds[i], double.IsNaN(before) ? taken : before + (NewShare * (taken - before)));
        }
    }

    private static double[] NoTimes(int count)
    {
        double[] times = new double[count];
        Array.Fill(times, double.NaN);
        return times;
    }
}
