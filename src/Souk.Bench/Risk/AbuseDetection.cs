using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Learning.Data;
using Souk.Learning.Trees;
using Souk.Log;
using Souk.Risk;
using Souk.Risk.Decisions;
using Souk.Risk.Patterns;
using Souk.Risk.Policies;
using Souk.Simulation;
using TableColumn = Souk.Learning.Data.FeatureColumn;

namespace Souk.Bench.Risk;

/// <summary>Rows of one checkpoint of a simulated marketplace, and how well ways to score them find abuse in later time:
/// models learn from the truth of the first part, as verdicts of analysts would tell it.</summary>
internal sealed class AbuseDetection
{
    private const double FalsePositives = 0.01;
    private const double LearnedShare = 0.6;

    private readonly IReadOnlyList<RowColumn> _columns;
    private readonly AbuseRow[] _earlier;

    private AbuseDetection(IReadOnlyList<RowColumn> columns, List<AbuseRow> rows, LogTime start, int days)
    {
        long split = start.Microseconds + (long)(days * LearnedShare * 86_400_000_000);
        _columns = columns;
        _earlier = [.. rows.Where(r => r.Time.Microseconds < split)];
        Later = [.. rows.Where(r => r.Time.Microseconds >= split)];
    }

    /// <summary>The rows that are scored.</summary>
    internal AbuseRow[] Later { get; }

    /// <summary>Replays the log and reads the rows of one checkpoint.</summary>
    internal static AbuseDetection Read(SimulatedAbuse market, string checkpoint, CancellationToken cancellation)
    {
        using Fold fold = new(
            market.Engine.Definition,
            [new FeatureEngineFactory(), new LinkProjectionFactory(), new RiskEngineFactory()]);
        RiskEngine risk = fold.Projection<RiskEngine>();
        EventType type = fold.Definition.FindEventType(checkpoint)!;
        RowReader reader = risk.CreateRowReader(type);
        List<AbuseRow> rows = [];
        HashSet<string> onLinks = [];
        fold.Applied = e =>
        {
            if (e.Type != type || risk.Find(e.Position) is not Decision decision)
            {
                return;
            }

            if (onLinks.Count == 0)
            {
                onLinks = [.. risk.Policy!.Checkpoints.SelectMany(c => c.Rules)
                    .Where(r => r.When.Contains("links.", StringComparison.Ordinal)).Select(r => r.Id)];
            }

            string id = System.Text.Encoding.UTF8.GetString(e.Id);
            market.Truth.TryGetValue(id, out AbuseLabel label);
            double links = decision.Rules.Where(r => r.Status == RuleStatus.Live && onLinks.Contains(r.Id))
                .Sum(r => r.Weight);
            rows.Add(new AbuseRow(
                e.Time, label.Pattern, label.Campaign, reader.Read(e), (float)decision.Score, (float)links));
        };
        market.Engine.CreateReplayer().Replay(fold, null, null, cancellation);
        return new AbuseDetection(reader.Columns, rows, market.Start, market.Options.Days);
    }

    /// <summary>Scores of the later rows: by rules alone.</summary>
    internal float[] ByRules() => Array.ConvertAll(Later, r => r.RuleScore - r.LinkScore);

    /// <summary>Scores of the later rows by boosted trees.</summary>
    /// <param name="withRules">Whether the rules' score is a column too.</param>
    /// <param name="withLinks">Whether links are columns too, and rules that read them count.</param>
    /// <param name="cancellation">Ends training early.</param>
    internal double[] ByModel(bool withRules, bool withLinks, CancellationToken cancellation)
    {
        BoostedTreesModel model = BoostedTrees.Fit(
            new LabelledTable(
                Table(_earlier, withRules, withLinks),
                new TrainingTargets(Array.ConvertAll(_earlier, r => r.Pattern == AbusePattern.None ? 0f : 1f))),
            new BoostedTreesOptions { Trees = 100, LearningRate = 0.1, Threads = 1 }, cancellation: cancellation);
        return model.Scores(Table(Later, withRules, withLinks), threads: 1);
    }

    /// <summary>Whether there is abuse of a kind to measure, and any to learn from.</summary>
    internal bool Has(AbusePattern pattern) =>
        Later.Any(r => r.Pattern == pattern) && _earlier.Any(r => r.Pattern != AbusePattern.None);

    /// <summary>Attacks of a kind that models learn from.</summary>
    internal int AttacksLearned(AbusePattern pattern) =>
        _earlier.Where(r => r.Pattern == pattern).Select(r => r.Campaign).Distinct().Count();

    /// <summary>Recall of a kind of abuse where one in a hundred good events is stopped, the share of its attacks that
    /// are noticed at all, and the median time until then in minutes.</summary>
    internal (double Recall, double Attacks, double Minutes) Measure<T>(T[] scores, AbusePattern pattern)
        where T : struct, IComparable<T>
    {
        T[] good = [.. Enumerable.Range(0, Later.Length).Where(i => Later[i].Pattern == AbusePattern.None)
            .Select(i => scores[i]).OrderDescending()];

        // Stopped is what is above the threshold, so that equal scores never stop more than one in a hundred.
        T threshold = good[Math.Min(good.Length - 1, (int)(FalsePositives * good.Length))];
        bool Stops(int i) => scores[i].CompareTo(threshold) > 0;
        int[] bad = [.. Enumerable.Range(0, Later.Length).Where(i => Later[i].Pattern == pattern)];
        IGrouping<int, int>[] attacks = [.. bad.GroupBy(i => Later[i].Campaign)];
        double[] minutes = [.. attacks.Where(a => a.Any(Stops)).Select(a =>
            (Later[a.First(Stops)].Time.Microseconds - Later[a.First()].Time.Microseconds) / 60e6).Order()];
        return (
            bad.Count(Stops) / (double)bad.Length, minutes.Length / (double)attacks.Length,
            minutes.Length == 0 ? double.NaN : minutes[minutes.Length / 2]);
    }

    private FeatureTable Table(AbuseRow[] rows, bool withRules, bool withLinks)
    {
        List<TableColumn> made = [];
        for (int c = 0; c < _columns.Count; c++)
        {
            if (!withLinks && _columns[c].Path.StartsWith("links.", StringComparison.Ordinal))
            {
                continue;
            }

            float[] cells = Array.ConvertAll(rows, r => r.Cells[c]);
            made.Add(_columns[c].IsCategorical
                ? TableColumn.Categorical(
                    _columns[c].Path, Array.ConvertAll(cells, v => float.IsNaN(v) ? -1 : (int)v),
                    _columns[c].Categories)
                : TableColumn.Numeric(_columns[c].Path, cells));
        }

        if (withRules)
        {
            made.Add(TableColumn.Numeric(
                "rules", Array.ConvertAll(rows, r => withLinks ? r.RuleScore : r.RuleScore - r.LinkScore)));
        }

        return new FeatureTable(made);
    }
}
