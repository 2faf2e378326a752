using Souk.Core.State;
using Souk.Learning.Data;
using Souk.Learning.Trees;
using Souk.Log;
using Souk.Risk.Backtest;
using Souk.Simulation;
using TableColumn = Souk.Learning.Data.FeatureColumn;

namespace Souk.Bench.Risk;

/// <summary>How well ways to score the events of a checkpoint find abuse in later time: models learn from the truth of
/// the first part, as verdicts of analysts would tell it.</summary>
internal sealed class AbuseDetection
{
    /// <summary>The share of the days that models learn from.</summary>
    internal const double LearnedShare = 0.6;

    private const double FalsePositives = 0.01;
    private const int Threads = 2;
    private const int Folds = 3;

    // The names of single items and sellers are left out: a model would know past attacks by heart.
    private static readonly string[] _byHeart = [".name", ".title", ".brand", ".payout_account", ".registered_at"];

    private readonly AbuseTable _table;
    private readonly AbuseRow[] _earlier;
    private TogetherScores? _together;

    internal AbuseDetection(AbuseTable table, LogTime start, int days)
    {
        long split = start.Microseconds + (long)(days * LearnedShare * 86_400_000_000);
        _table = table;
        _earlier = [.. table.Rows.Where(r => r.Time.Microseconds < split)];
        Later = [.. table.Rows.Where(r => r.Time.Microseconds >= split)];
    }

    /// <summary>The rows that are scored.</summary>
    internal AbuseRow[] Later { get; }

    /// <summary>Scores of the later rows: by rules alone.</summary>
    internal double[] ByRules() => RuleScores(Later, withLinks: false);

    /// <summary>Scores of the later rows by boosted trees.</summary>
    /// <param name="cancellation">Ends training early.</param>
    internal double[] ByModel(CancellationToken cancellation) =>
        Fit(_earlier, Later, withRules: false, withLinks: false, cancellation);

    /// <summary>Scores of the later rows by boosted trees and rules together: the rules' score is a column of the
    /// trees, and how much each of the two counts is chosen on the earlier rows, by trees that have not learned from
    /// the attack that a row is part of. Where there were too few attacks to learn from, rules count more.</summary>
    /// <param name="withLinks">Whether links and rings are columns too, and rules that read them count: where they
    /// find more of the attacks not learned from, and not where they find less.</param>
    /// <param name="cancellation">Ends training early.</param>
    internal TogetherScores ByBoth(bool withLinks, CancellationToken cancellation)
    {
        TogetherScores plain = _together ??= Together(withLinks: false, cancellation);
        TogetherScores linked = withLinks ? Together(withLinks: true, cancellation) : plain;
        return linked.Evidence >= plain.Evidence ? linked : plain;
    }

    private TogetherScores Together(bool withLinks, CancellationToken cancellation)
    {
        double[] held = new double[_earlier.Length];
        for (int fold = 0; fold < Folds; fold++)
        {
            int[] left = [.. Enumerable.Range(0, _earlier.Length).Where(i => FoldOf(i) == fold)];
            AbuseRow[] rest = [.. Enumerable.Range(0, _earlier.Length).Where(i => FoldOf(i) != fold)
                .Select(i => _earlier[i])];
            double[] scores = Fit(
                rest, Array.ConvertAll(left, i => _earlier[i]), withRules: true, withLinks, cancellation);
            for (int i = 0; i < left.Length; i++)
            {
                held[left[i]] = scores[i];
            }
        }

        double[] rules = RuleScores(_earlier, withLinks);
        ScoreBlend blend = ScoreBlend.Choose(
            held, rules, Array.ConvertAll(_earlier, r => !r.IsBad), scores => Evidence(_earlier, scores));
        return new TogetherScores(
            blend.Combine(
                Fit(_earlier, Later, withRules: true, withLinks, cancellation), RuleScores(Later, withLinks)),
            Evidence(_earlier, blend.Combine(held, rules)), blend.Weight, withLinks);
    }

    // An attack is wholly in one fold.
    private int FoldOf(int row) => (int)((_earlier[row].IsBad
        ? StableHash.Of((ulong)_earlier[row].Pattern, (ulong)_earlier[row].Campaign) : (ulong)row) % Folds);

    // The mean recall of an attack where one in a hundred good events is stopped; each kind counts the same.
    private static double Evidence(AbuseRow[] rows, double[] scores)
    {
        bool[] stopped = Stop(rows, scores);
        return Enumerable.Range(0, rows.Length).Where(i => rows[i].IsBad).GroupBy(i => rows[i].Pattern)
            .Select(kind => kind.GroupBy(i => rows[i].Campaign)
                .Average(attack => attack.Count(i => stopped[i]) / (double)attack.Count()))
            .DefaultIfEmpty(0).Average();
    }

    private static double[] RuleScores(AbuseRow[] rows, bool withLinks) =>
        Array.ConvertAll(rows, r => (double)(withLinks ? r.RuleScore : r.RuleScore - r.LinkScore));

    private double[] Fit(
        AbuseRow[] learned, AbuseRow[] scored, bool withRules, bool withLinks, CancellationToken cancellation)
    {
        if (!Array.Exists(learned, r => r.IsBad))
        {
            return new double[scored.Length];
        }

        BoostedTreesModel model = BoostedTrees.Fit(
            new LabelledTable(
                Table(learned, withRules, withLinks),
                new TrainingTargets(Array.ConvertAll(learned, r => r.IsBad ? 1f : 0f))),
            new BoostedTreesOptions { Trees = 150, LearningRate = 0.06, Threads = Threads },
            cancellation: cancellation);
        FeatureTable table = Table(scored, withRules, withLinks);
        double[] importance = model.Importance();
        Read = [.. Enumerable.Range(0, importance.Length).OrderByDescending(c => importance[c])
            .Select(c => table.Columns[c].Name)];
        return model.Scores(table, Threads);
    }

    /// <summary>The columns of the model fitted last by what they add to it, best first.</summary>
    internal IReadOnlyList<string> Read { get; private set; } = [];

    /// <summary>Whether there is abuse to learn from.</summary>
    internal bool CanLearn => _earlier.Any(r => r.IsBad);

    /// <summary>Whether there is abuse of a kind to measure.</summary>
    internal bool Has(AbusePattern pattern) => Later.Any(r => r.Pattern == pattern);

    /// <summary>What is stopped by scores where one in a hundred good events is: what is above the threshold, so that
    /// equal scores never stop more.</summary>
    internal bool[] Stop(double[] scores) => Stop(Later, scores);

    private static bool[] Stop(AbuseRow[] rows, double[] scores)
    {
        double[] good = [.. Enumerable.Range(0, rows.Length).Where(i => !rows[i].IsBad)
            .Select(i => scores[i]).OrderDescending()];
        double threshold = good.Length == 0 ? 0 : good[Math.Min(good.Length - 1, (int)(FalsePositives * good.Length))];
        return Array.ConvertAll(scores, s => s > threshold);
    }

    /// <summary>What the policy stopped: reviewed or declined.</summary>
    internal bool[] StoppedByPolicy() => Array.ConvertAll(Later, r => BacktestRow.Stops(r.Outcome));

    /// <summary>How much of a kind of abuse is stopped.</summary>
    internal AbuseFinding Measure(bool[] stopped, AbusePattern pattern)
    {
        int[] bad = [.. Enumerable.Range(0, Later.Length).Where(i => Later[i].Pattern == pattern)];
        IGrouping<int, int>[] attacks = [.. bad.GroupBy(i => Later[i].Campaign)];
        double[] minutes = [.. attacks.Where(a => a.Any(i => stopped[i])).Select(a =>
            (Later[a.First(i => stopped[i])].Time.Microseconds - Later[a.First()].Time.Microseconds) / 60e6).Order()];
        return new AbuseFinding(
            bad.Count(i => stopped[i]) / (double)bad.Length, minutes.Length / (double)attacks.Length,
            minutes.Length == 0 ? double.NaN : minutes[minutes.Length / 2],
            bad.Where(i => stopped[i]).Sum(i => Later[i].Amount));
    }

    /// <summary>The share of the good events that is stopped.</summary>
    internal double FalsePositiveRate(bool[] stopped) =>
        Enumerable.Range(0, Later.Length).Count(i => stopped[i] && !Later[i].IsBad)
        / (double)Math.Max(1, Later.Count(r => !r.IsBad));

    /// <summary>The money at stake in abuse of the losing kinds that is stopped, and in good events that are; none
    /// where no kind loses money.</summary>
    internal (double Saved, double TurnedAway) Money(bool[] stopped, AbusePattern[] losing)
    {
        double saved = 0;
        double turnedAway = 0;
        for (int i = 0; i < Later.Length && losing.Length > 0; i++)
        {
            saved += stopped[i] && losing.Contains(Later[i].Pattern) ? Later[i].Amount : 0;
            turnedAway += stopped[i] && !Later[i].IsBad ? Later[i].Amount : 0;
        }

        return (saved, turnedAway);
    }

    private FeatureTable Table(AbuseRow[] rows, bool withRules, bool withLinks)
    {
        List<TableColumn> made = [];
        for (int c = 0; c < _table.Columns.Count; c++)
        {
            if (_byHeart.Any(n => _table.Columns[c].Path.EndsWith(n, StringComparison.Ordinal))
                || (!withLinks && _table.Columns[c].Path.StartsWith("links.", StringComparison.Ordinal)))
            {
                continue;
            }

            float[] cells = Array.ConvertAll(rows, r => r.Cells[c]);
            made.Add(_table.Columns[c].IsCategorical
                ? TableColumn.Categorical(
                    _table.Columns[c].Path, Array.ConvertAll(cells, v => float.IsNaN(v) ? -1 : (int)v),
                    _table.Columns[c].Categories)
                : TableColumn.Numeric(_table.Columns[c].Path, cells));
        }

        if (withLinks)
        {
            made.Add(TableColumn.Numeric("ring.score", Array.ConvertAll(rows, r => r.RingScore)));
            made.Add(TableColumn.Numeric("ring.members", Array.ConvertAll(rows, r => r.RingMembers)));
        }

        if (withRules)
        {
            made.Add(TableColumn.Numeric(
                "rules", Array.ConvertAll(rows, r => withLinks ? r.RuleScore : r.RuleScore - r.LinkScore)));
        }

        return new FeatureTable(made);
    }
}
