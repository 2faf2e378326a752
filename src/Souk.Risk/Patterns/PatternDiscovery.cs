using System.Globalization;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.State;
using Souk.Learning.Anomaly;
using Souk.Learning.Data;
using Souk.Learning.Drift;
using Souk.Learning.Patterns;
using Souk.Log;
using TableColumn = Souk.Learning.Data.FeatureColumn;

namespace Souk.Risk.Patterns;

/// <summary>
/// Looks for what nobody has written a rule for: combinations of what rules can read whose share has jumped (contrast
/// sets; Bay and Pazzani, 2001), events unlike all before (ECOD; Li et al., 2022), columns that shifted, and short
/// rules
/// learned from matured outcomes and judged on later time. Rows are read by replay, so they are what rules saw.
/// </summary>
public static class PatternDiscovery
{
    private const int MaxExamples = 5;
    private const int MaxReasons = 3;

    // What an analyst reads. A pattern is told only if at least half of what it matches is in none told before; else it
    // says the same in other words.
    private const int MaxPatterns = 50;
    private const double NewShare = 0.5;

    // What is older than a week is as old as a week: all that was there when the log began grows older day by day, and
    // would always be more frequent than before.
    private const float OldEnough = 7 * 86_400;

    // The surest of very many, as after a change of season: the rest would say the same of fewer rows.
    private const int MaxLookedAt = 2_000;

    /// <summary>Replays the log and looks.</summary>
    /// <param name="replayer">Replays the log; keep retention from it meanwhile with
    /// <see cref="SoukEngine.HoldLog"/>.</param>
    /// <param name="definition">The definition to read the log under.</param>
    /// <param name="policyText">The policy whose outcomes say what was bad, or null for none.</param>
    /// <param name="end">The log's newest time, where the recent span ends if the options do not say.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="progress">Told the position reached.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or there is no such event type.</exception>
    public static Discovery Run(
        LogReplayer replayer, MarketplaceDefinition definition, string? policyText, LogTime end,
        DiscoveryOptions options, IProgress<LogPosition>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(replayer);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        LogTime last = options.End ?? end;
        return RowCollector.Collect(
            replayer, definition, policyText, last, options,
            (rows, risk) => Look(rows, risk, options, last, cancellation), progress, cancellation);
    }

    private static Discovery Look(
        RowCollector rows, RiskEngine risk, DiscoveryOptions options, LogTime end, CancellationToken cancellation)
    {
        SampledRow[] recent = rows.Recent.Rows();
        SampledRow[] reference = rows.Reference.Rows();
        SampledRow[] learning = rows.Learning.Rows();
        IReadOnlyList<RowColumn> columns = rows.Reader.Columns;
        bool canCompare = recent.Length > 0 && reference.Length > 0 && columns.Count > 0;
        FeatureTable? before = canCompare ? RowSample.ToTable(columns, reference) : null;
        return new Discovery
        {
            EventType = options.EventType,
            End = end,
            Recent = (rows.Recent.Offered, recent.Length),
            Reference = (rows.Reference.Offered, reference.Length),
            Learning = (learning.Length, learning.Count(r => r.IsBad)),
            Patterns = canCompare ? Contrast(risk, columns, reference, recent, options, cancellation) : [],
            Outliers = canCompare && options.Outliers > 0
                ? FindOutliers(columns, before!, recent, options.Outliers, cancellation) : [],
            Shifts = canCompare ? FindShifts(columns, reference, recent) : [],
            Proposals = rows.HasLabels && columns.Count > 0
                ? Propose(risk, columns, learning, options, cancellation) : [],
        };
    }

    private static List<FoundPattern> Contrast(
        RiskEngine risk, IReadOnlyList<RowColumn> columns, SampledRow[] reference, SampledRow[] recent,
        DiscoveryOptions options, CancellationToken cancellation)
    {
        int[] all = [.. Enumerable.Range(0, columns.Count)];
        FeatureTable before = RowSample.ToTable(columns, all, reference, OldEnough);
        FeatureTable now = RowSample.ToTable(columns, all, recent, OldEnough);
        List<FoundPattern> found = [];
        bool[] isCovered = new bool[now.Rows];
        foreach (ContrastPattern pattern in ContrastMiner.FindShares(before, now, options.Contrast, cancellation)
            .Take(MaxLookedAt))
        {
            cancellation.ThrowIfCancellationRequested();
            int[] rows = [.. Enumerable.Range(0, now.Rows).Where(r => pattern.Conditions.All(c => c.Matches(now, r)))];
            int fresh = rows.Count(r => !isCovered[r]);
            if (found.Count == MaxPatterns || fresh < NewShare * rows.Length
                || ToCel(columns, pattern.Conditions) is not string when
                || risk.WhyNotRule(options.EventType, when) is not null)
            {
                continue;
            }

            Array.ForEach(rows, r => isCovered[r] = true);
            found.Add(new FoundPattern(
                IdOf(when), when, pattern, [.. Examples(rows).Select(r => recent[r].Position)]));
        }

        return found;
    }

    // From all over the span, as what comes first may be another's.
    private static IEnumerable<int> Examples(int[] rows) => Enumerable.Range(0, Math.Min(MaxExamples, rows.Length))
        .Select(i => rows[i * rows.Length / Math.Min(MaxExamples, rows.Length)]);

    // Numbers only, missing ones at the reference's mean, where they say nothing.
    private static List<Outlier> FindOutliers(
        IReadOnlyList<RowColumn> columns, FeatureTable before, SampledRow[] recent, int count,
        CancellationToken cancellation)
    {
        int[] numeric = [.. Enumerable.Range(0, columns.Count).Where(c => !columns[c].IsCategorical)];
        if (numeric.Length == 0)
        {
            return [];
        }

        float[] means = [.. numeric.Select(c => MeanOf(before.Columns[c].Values))];
        DenseMatrix cells = new(before.Rows, numeric.Length);
        for (int r = 0; r < before.Rows; r++)
        {
            Span<float> row = cells.Row(r);
            for (int i = 0; i < numeric.Length; i++)
            {
                float cell = before.Columns[numeric[i]].Values[r];
                row[i] = float.IsNaN(cell) ? means[i] : cell;
            }
        }

        TailDetector detector = TailDetector.Fit(cells, threads: 1, cancellation);
        float[] One(SampledRow row) => [.. numeric.Select(
            (c, i) => float.IsNaN(row.Cells[c]) ? means[i] : row.Cells[c])];
        (SampledRow Row, double Score)[] furthest = [.. recent.Select(r => (r, detector.ScoreRow(One(r))))
            .OrderByDescending(r => r.Item2).ThenBy(r => r.r.Position.Value).Take(count)];
        double[] parts = new double[numeric.Length];
        List<Outlier> outliers = [];
        foreach ((SampledRow row, double score) in furthest)
        {
            detector.Contributions(One(row), parts);
            outliers.Add(new Outlier(row.Position, row.EventId, score, [.. Enumerable.Range(0, numeric.Length)
                .OrderByDescending(i => parts[i]).ThenBy(i => i).Take(MaxReasons)
                .Select(i => $"{columns[numeric[i]].Path} = {columns[numeric[i]].Show(row.Cells[numeric[i]])}")]));
        }

        return outliers;
    }

    private static float MeanOf(ReadOnlySpan<float> values)
    {
        double sum = 0;
        int count = 0;
        foreach (float value in values)
        {
            if (!float.IsNaN(value))
            {
                sum += value;
                count++;
            }
        }

        return count == 0 ? 0 : (float)(sum / count);
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

    private static List<RuleProposal> Propose(
        RiskEngine risk, IReadOnlyList<RowColumn> all, SampledRow[] learning,
        DiscoveryOptions options, CancellationToken cancellation)
    {
        // By the bad ones and not by the clock: of a pattern that began yesterday, too, some is left to judge on.
        long[] bad = [.. learning.Where(r => r.IsBad).Select(r => r.Time.Microseconds)];
        long split = bad.Length == 0 ? 0 : bad[(int)((1 - options.JudgedShare) * bad.Length)];

        // By a hash and not by time: the learner prunes on the last third, which of a pattern that began yesterday
        // would be all there is of it. Judging is by time all the same.
        SampledRow[] earlier = [.. learning.Where(r => r.Time.Microseconds < split)
            .OrderBy(r => StableHash.Of(options.Seed, (ulong)r.Position.Value))];
        SampledRow[] later = [.. learning.Where(r => r.Time.Microseconds >= split)];
        if (earlier.Length == 0 || later.Length == 0 || !earlier.Any(r => r.IsBad))
        {
            return [];
        }

        int[] chosen = NamingColumns.Without(all, earlier);
        RowColumn[] columns = [.. chosen.Select(c => all[c])];
        FeatureTable laterTable = RowSample.ToTable(all, chosen, later, OldEnough);
        IReadOnlyList<LearnedRule> learned = RuleLearner.Learn(
            RowSample.ToTable(all, chosen, earlier, OldEnough), [.. earlier.Select(r => r.IsBad)],
            laterTable, [.. later.Select(r => r.IsBad)], options.Rules, cancellation);
        List<RuleProposal> proposals = [];
        foreach (LearnedRule rule in learned)
        {
            if (ToCel(columns, rule.Conditions) is not string when
                || risk.WhyNotRule(options.EventType, when) is not null)
            {
                continue;
            }

            int newBad = Enumerable.Range(0, later.Length).Count(
                r => later[r].IsBad && !later[r].IsStopped && rule.Conditions.All(c => c.Matches(laterTable, r)));
            proposals.Add(new RuleProposal(
                IdOf(when), options.EventType, when, rule.Hits, rule.BadHits, rule.LaterHits, rule.LaterBadHits,
                rule.LaterPrecision, newBad, rule.LaterBadHits / (double)later.Count(r => r.IsBad)));
        }

        return [.. proposals.OrderByDescending(p => p.LaterPrecision.Lower).ThenBy(p => p.Id)];
    }

    private static string? ToCel(IReadOnlyList<RowColumn> columns, IReadOnlyList<RowCondition> conditions)
    {
        string?[] parts = [.. conditions.Select(c => columns[c.Column].ToCel(c))];
        return parts.Contains(null) ? null : string.Join(" && ", parts);
    }

    private static string IdOf(string when) => string.Create(
        CultureInfo.InvariantCulture, $"found_{StableHash.Of(Encoding.UTF8.GetBytes(when)):x16}");
}
