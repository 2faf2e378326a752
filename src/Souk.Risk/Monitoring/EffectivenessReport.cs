using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Log;
using Souk.Risk.Backtest;

namespace Souk.Risk.Monitoring;

/// <summary>What the decisions of a span were worth: fraud caught and missed, money saved, lost and turned away, the
/// rules one by one, and what changed against the span before.</summary>
public sealed record EffectivenessReport
{
    /// <summary>How many changes are named.</summary>
    public const int MaxChanges = 10;

    /// <summary>The first log time that counts.</summary>
    public required LogTime From { get; init; }

    /// <summary>The log time from which on nothing counts.</summary>
    public required LogTime To { get; init; }

    /// <summary>How what was decided did, on decisions whose outcomes have matured.</summary>
    public required PolicyFigures Decided { get; init; }

    /// <summary>The rules of the policy in force, as they would have fired in the span.</summary>
    public required IReadOnlyList<RuleFigures> Rules { get; init; }

    /// <summary>Decisions of the span whose outcomes have not matured; they count nowhere else.</summary>
    public required long Immature { get; init; }

    /// <summary>The log time before which all outcomes of decisions have matured, whatever the checkpoint.</summary>
    public required LogTime MaturedBefore { get; init; }

    /// <summary>Decisions of the span that no outcome judges.</summary>
    public required long Unjudged { get; init; }

    /// <summary>The rules whose hit rates changed most against the span of the same length before, the surest
    /// first.</summary>
    public required IReadOnlyList<RuleChange> Changes { get; init; }

    /// <summary>Makes the report.</summary>
    /// <param name="replayer">Replays the log; keep retention from it meanwhile with
    /// <see cref="SoukEngine.HoldLog"/>.</param>
    /// <param name="definition">The definition to read the log under.</param>
    /// <param name="policyText">The policy in force, which says what outcomes count.</param>
    /// <param name="from">The first log time that counts.</param>
    /// <param name="to">The log time from which on nothing counts.</param>
    /// <param name="changes">The changes, read from the live state with <see cref="ReadChanges"/>.</param>
    /// <param name="progress">Told the position reached.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">The span is empty.</exception>
    public static EffectivenessReport Make(
        LogReplayer replayer, MarketplaceDefinition definition, string policyText, LogTime from, LogTime to,
        IReadOnlyList<RuleChange> changes, IProgress<LogPosition>? progress = null,
        CancellationToken cancellation = default)
    {
        CheckSpan(from, to);
        BacktestReport test = PolicyBacktest.Run(
            replayer, definition, policyText, new BacktestOptions { From = from, To = to }, progress, cancellation);
        return new EffectivenessReport
        {
            From = from,
            To = to,
            Decided = test.Decided,
            Rules = test.Rules,
            Immature = test.Immature,
            MaturedBefore = test.MaturedBefore,
            Unjudged = test.Unjudged,
            Changes = changes,
        };
    }

    /// <summary>How the rules' hit rates in a span, by whole days, compare with the span of the same length
    /// before.</summary>
    /// <param name="fold">The live state, held by <see cref="SoukEngine.Read"/>.</param>
    /// <param name="from">The first log time.</param>
    /// <param name="to">The log time from which on nothing counts.</param>
    /// <exception cref="ArgumentException">The span is empty.</exception>
    public static IReadOnlyList<RuleChange> ReadChanges(Fold fold, LogTime from, LogTime to)
    {
        ArgumentNullException.ThrowIfNull(fold);
        CheckSpan(from, to);
        RiskMonitor monitor = fold.Projection<RiskMonitor>();
        int last = Math.Min(monitor.Today, (int)((to.Microseconds - 1) / RiskMonitor.DayMicroseconds));
        int days = Math.Clamp(
            last - (int)(from.Microseconds / RiskMonitor.DayMicroseconds) + 1, 1, RiskMonitor.KeptDays / 2);
        List<RuleChange> changes = [];
        foreach (string checkpoint in fold.Projection<RiskEngine>().Policy?.Checkpoints.Select(c => c.Type.Name) ?? [])
        {
            double[] trials = Counts(monitor.Series(checkpoint, string.Empty, last, 2 * days));
            foreach (string rule in monitor.RulesOf(checkpoint))
            {
                double[] hits = Counts(monitor.Series(checkpoint, rule, last, 2 * days));
                changes.Add(new RuleChange(checkpoint, rule, RateShift.Of(hits, trials, days)));
            }
        }

        return [.. changes.Where(c => c.Hits.Probability < 1).OrderBy(c => c.Hits.Probability)
            .ThenBy(c => c.Rule, StringComparer.Ordinal).Take(MaxChanges)];
    }

    private static double[] Counts(DayCell[] cells) => [.. cells.Select(c => (double)c.Count)];

    private static void CheckSpan(LogTime from, LogTime to)
    {
        if (from >= to || from.Microseconds < 0)
        {
            throw new ArgumentException($"The span from {from} to {to} is empty.");
        }
    }
}
