using System.Diagnostics;
using Souk.Graph.Dense;
using Souk.Learning.Data;
using Souk.Learning.Evaluation;
using Souk.Learning.Trees;

namespace Souk.Bench.Graph;

/// <summary>Banned workers of Tolokers on GADBench's ten splits: trees over neighbour-aggregated features. The learner
/// is
/// chosen on the validation part of each split; the test part is scored once.</summary>
public sealed class TolokersBenchmark : ILearningBenchmark
{
    /// <inheritdoc/>
    public string Name => "graph-tolokers";

    /// <inheritdoc/>
    public string DataSet => "tolokers";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        TolokersData data = TolokersData.Read(dataFolder);
        foreach (bool usesOutcomes in new[] { false, true })
        {
            var clock = Stopwatch.StartNew();
            List<(double Auc, double Ap, string Chosen)> results = [];
            foreach (char[] parts in data.Splits)
            {
                results.Add(RunSplit(data, parts, usesOutcomes, cancellation));
            }

            string method = usesOutcomes ? "trees, neighbours and their known outcomes" : "trees, neighbours";
            string settings = "by validation AP: "
                + string.Join(", ", results.GroupBy(r => r.Chosen).Select(g => $"{g.Key} {g.Count()}x"));
            double seconds = clock.Elapsed.TotalSeconds / results.Count;
            yield return new BenchmarkRow(
                method, "test AUC x 100", 100 * results.Average(r => r.Auc), "RFGraph 84.30, XGBGraph 82.93",
                usesOutcomes ? 84.3 : double.NaN, Seconds: seconds, Settings: settings);
            yield return new BenchmarkRow(
                method, "test AP x 100", 100 * results.Average(r => r.Ap), "RFGraph 56.75, XGBGraph 54.40",
                usesOutcomes ? 56.8 : double.NaN, Seconds: seconds, Settings: settings);
        }
    }

    private static (double Auc, double Ap, string Chosen) RunSplit(
        TolokersData data, char[] parts, bool usesOutcomes, CancellationToken cancellation)
    {
        float[] known = [.. data.Labels.Select((label, node) => parts[node] == 'T' ? label : float.NaN)];
        FeatureTable table = NeighbourFeatures.Aggregate(
            data.Features, TolokersData.Columns, data.From, data.To, usesOutcomes ? known : default);
        LabelledTable all = new(table, new TrainingTargets(data.Labels));
        int[] Part(char part) => [.. Enumerable.Range(0, parts.Length).Where(i => parts[i] == part)];
        LabelledTable train = all.Select(Part('T'));
        LabelledTable validation = all.Select(Part('V'));
        LabelledTable test = all.Select(Part('E'));
        (string Name, BoostedTreesOptions Options)[] candidates =
        [
            ("forest", BoostedTreesOptions.ForForest() with { Trees = 300 }),
            ("boosting",
                new BoostedTreesOptions { Trees = 400, LearningRate = 0.03, RowSample = 0.7, ColumnSample = 0.5 }),
        ];
        List<(string Name, double[] Validation, double[] Test)> scored = [];
        foreach ((string name, BoostedTreesOptions options) in candidates)
        {
            BoostedTreesModel model = BoostedTrees.Fit(
                train, options, options.RandomForest ? null : validation, cancellation: cancellation);
            scored.Add((name, model.Predict(validation.Features), model.Predict(test.Features)));
        }

        scored.Add(("both", Mean(scored, s => s.Validation), Mean(scored, s => s.Test)));
        (string chosen, _, double[] best) =
            scored.MaxBy(s => BinaryEvaluation.AveragePrecision(s.Validation, validation.Targets.Labels));
        return (BinaryEvaluation.Auc(best, test.Targets.Labels).Value,
            BinaryEvaluation.AveragePrecision(best, test.Targets.Labels), chosen);
    }

    private static double[] Mean(
        List<(string Name, double[] Validation, double[] Test)> models,
        Func<(string Name, double[] Validation, double[] Test), double[]> scores) =>
        [.. Enumerable.Range(0, scores(models[0]).Length).Select(i => models.Average(m => scores(m)[i]))];
}
