using System.Globalization;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Learning.Evaluation;
using Souk.Log;
using Souk.Recommend.Ranking;

namespace Souk.Recommend.Training;

/// <summary>
/// Trains the ranker of a surface from the log: a pass that finds requests and the goals that followed, a replay that
/// reads features as they were, then models judged on held-out time. The engine goes on meanwhile. Safe for use from
/// several threads.
/// </summary>
internal static class RankTrainer
{
    // Fewer goals tell one order from another by chance only.
    private const int LeastLearned = 50;
    private const int LeastJudged = 15;

    /// <summary>Trains.</summary>
    /// <param name="engine">The engine whose log is read.</param>
    /// <param name="surface">A surface of the definition in force.</param>
    /// <param name="options">Settings.</param>
    /// <param name="inForce">The ranker to compare with, or null for the order of recall.</param>
    /// <param name="progress">Told the position reached, or null.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">The surface has nothing to train, or an option is out of range.</exception>
    internal static TrainedRanker Train(
        SoukEngine engine, SurfaceDefinition surface, RankTrainingOptions options, RankModel? inForce,
        IProgress<LogPosition>? progress, CancellationToken cancellation)
    {
        options.Validate();
        if (WhyNotTrain(surface) is string problem)
        {
            throw new ArgumentException(problem);
        }

        RankRows rows = Collect(
            engine, surface, options, progress, cancellation, out RowOrigin origin, out List<ShownRequest> requests,
            out LogPosition last);
        TrainedRanker result = new()
        {
            Surface = surface.Name,
            Origin = origin,
            TrainedTo = last,
            Requests = rows.Requests,
            Rows = rows.Count,
            Goals = rows.Goals,
        };
        if (requests.Count == 0)
        {
            return result with { Problem = "there are no impressions and no goals to learn from" };
        }

        Duration delay = origin == RowOrigin.Goals ? Duration.Zero : options.Window;
        RankSplit split = RankSplit.Of(rows, requests, delay);
        return TooLittle(rows, split) is string little
            ? result with { Problem = little }
            : Judge(result, rows, split, Choose(rows, split, surface, options, cancellation), inForce);
    }

    /// <summary>Why a surface has no ranker to train, or null.</summary>
    internal static string? WhyNotTrain(SurfaceDefinition surface) =>
        surface.Ranker == RankerKind.Recall
            ? $"The surface '{surface.Name}' has 'ranker: recall', which orders by recall scores and trains nothing."
        : surface.For != surface.Actor
            ? $"The surface '{surface.Name}' is for a {surface.For.Name} through a {surface.Actor.Name}: nobody says "
                + "what it showed to whom, so there is nothing to train on."
        : null;

    /// <summary>The rows of a training.</summary>
    internal static RankRows Collect(
        SoukEngine engine, SurfaceDefinition surface, RankTrainingOptions options, IProgress<LogPosition>? progress,
        CancellationToken cancellation, out RowOrigin origin, out List<ShownRequest> requests, out LogPosition last)
    {
        using IDisposable hold = engine.HoldLog();
        last = engine.LastPosition;
        if (last > LogPosition.Zero)
        {
            engine.Log.WaitForDurable(last, cancellation).AsTask().GetAwaiter().GetResult();
        }

        last = options.Through is LogPosition through && through < last ? through : last;
        MarketplaceDefinition definition = engine.Definition;
        if (definition.FindSurface(surface.Name) != surface)
        {
            throw new ArgumentException($"The definition of '{surface.Name}' is not in force any more; train again.");
        }

        (origin, requests) = RequestPass.Run(engine, surface, definition, options, last, cancellation);
        return RowReplay.Run(engine, surface, definition, origin, requests, progress, cancellation);
    }

    private static string? TooLittle(RankRows rows, RankSplit split)
    {
        int learned = (int)rows.Labels(0, split.LearnTo).Sum();
        int chosen = (int)rows.Labels(split.ChooseFrom, split.ChooseTo).Sum();
        int judged = (int)rows.Labels(split.JudgeFrom, rows.Count).Sum();
        return learned < LeastLearned || chosen < LeastJudged || judged < LeastJudged
            || learned == split.LearnTo || chosen == split.ChooseTo - split.ChooseFrom
            ? $"too little to learn from: {learned} goals to learn from ({LeastLearned} are needed), {chosen} to "
                + $"choose by and {judged} to judge by ({LeastJudged} each)"
            : null;
    }

    private static RankModel Choose(
        RankRows rows, RankSplit split, SurfaceDefinition surface, RankTrainingOptions options,
        CancellationToken cancellation)
    {
        RankerKind kind = options.Kind ?? surface.Ranker;
        if (kind != RankerKind.Auto)
        {
            return RankerFit.Fit(kind, rows, split, options, cancellation);
        }

        RankModel? best = null;
        double bestNdcg = double.NegativeInfinity;
        foreach (RankerKind tried in RankerFit.KindsFor(split))
        {
            RankModel model = RankerFit.Fit(tried, rows, split, options, cancellation);
            double[] values = RankJudge.ExpectedValues(rows, split.ChooseFrom, split.ChooseTo, model);
            double[] found = RankJudge.ValueNdcg(rows, split.ChooseFrom, split.ChooseTo, values);
            double ndcg = found.Length == 0 ? 0 : found.Average();
            if (ndcg > bestNdcg)
            {
                best = model;
                bestNdcg = ndcg;
            }
        }

        return best!;
    }

    private static TrainedRanker Judge(
        TrainedRanker result, RankRows rows, RankSplit split, RankModel model, RankModel? inForce)
    {
        int from = split.JudgeFrom;
        int to = rows.Count;
        double[] ndcg = NdcgOf(rows, from, to, RankJudge.ExpectedValues(rows, from, to, model));
        double[] recall = NdcgOf(rows, from, to, RankJudge.RecallScores(rows, from, to));
        if (ndcg.Length == 0)
        {
            return result with { Problem = "no request to judge by showed more than one object" };
        }

        RankModel? fitting = inForce is not null && inForce.Names.All(rows.Names.Contains) ? inForce : null;
        double[]? before = fitting is null
            ? null : NdcgOf(rows, from, to, RankJudge.ExpectedValues(rows, from, to, fitting));
        double[] chances = RankJudge.Chances(rows, from, to, model);
        double[] losses = RankJudge.LogLosses(rows, from, chances);
        double[] others = RankJudge.LogLosses(
            rows, from, fitting is null ? BaseRate(rows, split) : RankJudge.Chances(rows, from, to, fitting));
        RankFigures figures = new()
        {
            Requests = ndcg.Length,
            ValueNdcg = ndcg.Average(),
            RecallNdcg = recall.Average(),
            InForceNdcg = before?.Average(),
            NdcgGain = PairedTest.Difference(ndcg, before ?? recall),
            LossGain = PairedTest.Difference(others, losses),
            LogLoss = losses.Average(),
            Calibration = chances.Sum() / rows.Labels(from, to).Sum(),
        };
        return result with
        {
            Kind = model.Kind,
            Model = model,
            Figures = figures,
            WhyNot = WhyNot(figures, fitting is not null),
        };
    }

    // Better beyond chance in the order, or in the chances while the order is not worse beyond chance.
    private static string? WhyNot(RankFigures figures, bool hasRanker)
    {
        Estimate gain = figures.NdcgGain;
        if (gain.Lower > 0 || (hasRanker && gain.Upper >= 0 && figures.LossGain.Lower > 0))
        {
            return null;
        }

        string other = hasRanker ? "the ranker in force" : "the order of recall";
        return $"not better than {other} on held-out time: value NDCG {Shown("0.0000", figures.ValueNdcg)}, difference "
            + $"{Signed(gain.Value)} (95 % interval {Signed(gain.Lower)} to {Signed(gain.Upper)}) over "
            + $"{figures.Requests} requests";
    }

    private static string Signed(double value) => Shown("+0.0000;-0.0000", value);

    private static string Shown(string format, double value) => value.ToString(format, CultureInfo.InvariantCulture);

    private static double[] NdcgOf(RankRows rows, int from, int to, double[] scores) =>
        RankJudge.ValueNdcg(rows, from, to, scores);

    private static double[] BaseRate(RankRows rows, RankSplit split)
    {
        double[] chances = new double[rows.Count - split.JudgeFrom];
        Array.Fill(chances, rows.Labels(split.ChooseFrom, split.ChooseTo).Average());
        return chances;
    }
}
