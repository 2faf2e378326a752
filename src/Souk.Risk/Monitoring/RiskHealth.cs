using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Learning.Evaluation;
using Souk.Log;
using Souk.Risk.Policies;

namespace Souk.Risk.Monitoring;

/// <summary>How decisions do: the newest days beside those before them.</summary>
public sealed record RiskHealth
{
    /// <summary>The log time it was read at; before all without any event.</summary>
    public required LogTime Time { get; init; }

    /// <summary>What was compared.</summary>
    public required HealthOptions Options { get; init; }

    /// <summary>The version of the policy in force; 0 for none.</summary>
    public required int PolicyVersion { get; init; }

    /// <summary>The checkpoints of the policy in force, in its order.</summary>
    public required IReadOnlyList<CheckpointHealth> Checkpoints { get; init; }

    /// <summary>Reads it from the live state.</summary>
    /// <param name="fold">The state, held by <see cref="SoukEngine.Read"/>.</param>
    /// <param name="options">What to compare; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static RiskHealth Read(Fold fold, HealthOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(fold);
        options ??= new HealthOptions();
        options.Check();
        RiskEngine risk = fold.Projection<RiskEngine>();
        RiskMonitor monitor = fold.Projection<RiskMonitor>();
        return new RiskHealth
        {
            Time = fold.Time,
            Options = options,
            PolicyVersion = risk.VersionInForce?.Number ?? 0,
            Checkpoints = [.. (risk.Policy?.Checkpoints ?? [])
                .Select(c => Checkpoint(monitor, risk.Policy!, c, options))],
        };
    }

    /// <summary>What of it a person should look at.</summary>
    public IReadOnlyList<RiskAlert> Alerts()
    {
        List<RiskAlert> alerts = [];
        foreach (CheckpointHealth checkpoint in Checkpoints)
        {
            HealthAlerts.Add(this, checkpoint, alerts);
        }

        return alerts;
    }

    private static CheckpointHealth Checkpoint(
        RiskMonitor monitor, RiskPolicy policy, CheckpointPolicy checkpoint, HealthOptions options)
    {
        int days = options.RecentDays + options.ReferenceDays;
        EventType type = checkpoint.Type;
        DayCell[] cells = monitor.Series(type.Name, string.Empty, monitor.Today, days);
        double[] trials = [.. cells.Select(c => (double)c.Count)];
        RateShift Rate(Func<DayCell, int> hits) =>
            RateShift.Of([.. cells.Select(c => (double)hits(c))], trials, options.RecentDays);
        long matures = policy.Outcomes.Where(o => o.Of == type).Select(o => o.Matures.Microseconds)
            .DefaultIfEmpty(-1).Max();
        string[] known = [.. checkpoint.Rules.Select(r => r.Id)];
        IEnumerable<string> gone = monitor.RulesOf(type.Name).Except(known)
            .Where(r => monitor.Series(type.Name, r, monitor.Today, days).Any(c => c.Count > 0));
        return new CheckpointHealth
        {
            Checkpoint = type.Name,
            Decisions = cells[^options.RecentDays..].Sum(c => (long)c.Count),
            Challenged = Rate(c => c.Challenged),
            Reviewed = Rate(c => c.Reviewed),
            Declined = Rate(c => c.Declined),
            Faults = Rate(c => c.Faults),
            Stopped = Rate(c => c.Reviewed + c.Declined),
            Daily = [.. cells.Select(c => c.Count)],
            Rules = [.. known.Concat(gone).Select(r => Rule(
                monitor, type, r, checkpoint.Rules.FirstOrDefault(k => k.Id == r)?.Status, trials, matures, options))],
        };
    }

    private static RuleHealth Rule(
        RiskMonitor monitor, EventType type, string rule, RuleStatus? status, double[] trials, long matures,
        HealthOptions options)
    {
        DayCell[] cells = monitor.Series(type.Name, rule, monitor.Today, trials.Length);

        // A rule fires at most once a decision, so hits never pass trials.
        RateShift hits = RateShift.Of([.. cells.Select(c => (double)c.Count)], trials, options.RecentDays);
        long matureHits = 0;
        long matureBad = 0;
        int last = monitor.LastMature(matures);
        DayCell[] kept = monitor.Series(type.Name, rule, monitor.Today, RiskMonitor.KeptDays);
        foreach (DayCell cell in kept.Where(c => matures >= 0 && c.Day > 0 && c.Day - 1 <= last))
        {
            matureHits += cell.Count;
            matureBad += cell.Bad;
        }

        return new RuleHealth(
            rule, status, hits, cells[^options.RecentDays..].Sum(c => (long)c.Unique), matureHits, matureBad,
            matureHits == 0
                ? new Estimate(double.NaN, double.NaN, double.NaN, double.NaN)
                : Proportion.Wilson(matureBad, matureHits),
            monitor.NanosecondsOf(type, rule), [.. cells.Select(c => c.Count)]);
    }
}
