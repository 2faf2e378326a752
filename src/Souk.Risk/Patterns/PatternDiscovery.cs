using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Learning.Drift;
using Souk.Log;
using FeatureTable = Souk.Learning.Data.FeatureTable;
using TableColumn = Souk.Learning.Data.FeatureColumn;

namespace Souk.Risk.Patterns;

/// <summary>
/// Looks for what nobody has written a rule for: combinations of what rules can read whose share has jumped, events
/// unlike all before, columns that shifted, and short rules learned from matured outcomes and judged on later time. Rows
/// are read by replay, so they are what rules saw.
/// </summary>
public static class PatternDiscovery
{
    /// <summary>Replays the log once and looks at all event types asked for.</summary>
    /// <param name="replayer">Replays the log; keep retention from it meanwhile with
    /// <see cref="SoukEngine.HoldLog"/>.</param>
    /// <param name="definition">The definition to read the log under.</param>
    /// <param name="policyText">The policy whose outcomes say what was bad, or null for none.</param>
    /// <param name="end">The log's newest time, where the recent span ends if the options do not say.</param>
    /// <param name="searches">Where and how; an event type each.</param>
    /// <param name="progress">Told the position reached.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What was found, in the order of the searches.</returns>
    /// <exception cref="ArgumentException">An option is out of its range, or there is no such event type.</exception>
    public static IReadOnlyList<Discovery> Run(
        LogReplayer replayer, MarketplaceDefinition definition, string? policyText, LogTime end,
        IReadOnlyList<DiscoveryOptions> searches, IProgress<LogPosition>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(replayer);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(searches);
        foreach (DiscoveryOptions search in searches)
        {
            search.Check();
        }

        return RowCollector.Collect(
            replayer, definition, policyText, [.. searches.Select(s => s with { End = s.End ?? end })],
            (rows, risk) => Look(rows, risk, cancellation), progress, cancellation);
    }

    private static Discovery Look(RowCollector rows, RiskEngine risk, CancellationToken cancellation)
    {
        DiscoveryOptions options = rows.Options;
        SampledRow[] recent = rows.Recent.Rows();
        SampledRow[] reference = rows.Reference.Rows();
        SampledRow[] learning = rows.Learning.Rows();
        IReadOnlyList<RowColumn> columns = rows.Reader.Columns;
        bool canCompare = recent.Length > 0 && reference.Length > 0 && columns.Count > 0;
        return new Discovery
        {
            EventType = options.EventType,
            End = options.End!.Value,
            Recent = (rows.Recent.Offered, recent.Length),
            Reference = (rows.Reference.Offered, reference.Length),
            Learning = (learning.Length, learning.Count(r => r.IsBad)),
            Patterns = canCompare
                ? PatternFinder.Find(risk, columns, reference, recent, options, cancellation) : [],
            Outliers = canCompare
                ? OutlierFinder.Find(columns, reference, recent, options.Outliers, cancellation) : [],
            Shifts = canCompare ? FindShifts(columns, reference, recent) : [],
            Proposals = rows.HasLabels && columns.Count > 0
                ? RuleProposer.Propose(risk, rows.Type, columns, learning, options, cancellation) : [],
        };
    }

    private static List<ColumnShift> FindShifts(
        IReadOnlyList<RowColumn> columns, SampledRow[] reference, SampledRow[] recent)
    {
        FeatureTable WithScore(SampledRow[] rows) => new([
            .. RowSample.ToTable(columns, rows).Columns,
            TableColumn.Numeric("score", [.. rows.Select(r => r.Score)])]);
        return [.. PopulationStability.Compare(WithScore(reference), WithScore(recent))
            .OrderByDescending(s => s.Index).ThenBy(s => s.Column, StringComparer.Ordinal)];
    }
}
