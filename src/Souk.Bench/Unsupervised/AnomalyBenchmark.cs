using System.Diagnostics;
using System.Globalization;
using Souk.Bench.Data;
using Souk.Learning.Anomaly;
using Souk.Learning.Data;

namespace Souk.Bench.Unsupervised;

/// <summary>Mean AUC of every detector on the ADBench sets at hand, unsupervised and one-class, beside the published
/// means on the same sets. All settings are the defaults, but for the number of neighbours when training rows are not
/// clean.</summary>
public sealed class AnomalyBenchmark : ILearningBenchmark
{
    private const int Seeds = 5;

    // Points of the published mean that a method may lie below.
    private const double Tolerance = 0.5;

    private const int NeighboursWhenMixed = 50;
    private const string Ensemble = "ensemble";

    // So much that all directions count alike.
    private const double FullShrinkage = 1e6;

    private static readonly Method[] Methods =
    [
        new("isolation forest", "IForest",
            (d, _, s) => IsolationForest.Fit(d, new IsolationForestOptions { Seed = s })),
        new("tails (ECOD)", "ECOD", (d, _, _) => TailDetector.Fit(d)),
        new("histograms (HBOS)", "HBOS", (d, _, _) => HistogramDetector.Fit(d, new HistogramOptions())),
        new("neighbour distance", "KNN", (d, clean, _) => NeighbourDistanceDetector.Fit(
            d, new NeighbourOptions { Neighbours = clean ? 5 : NeighboursWhenMixed })),
        new("local outlier factor", "LOF", (d, clean, _) => LocalOutlierFactor.Fit(
            d, new NeighbourOptions { Neighbours = clean ? 20 : NeighboursWhenMixed })),
        new("principal components, unweighted", "PCA",
            (d, _, _) => ComponentDetector.Fit(d, new ComponentDetectorOptions { Shrinkage = FullShrinkage })),
        new("principal components, by variance", null,
            (d, _, _) => ComponentDetector.Fit(d, new ComponentDetectorOptions())),
        new(Ensemble, null, (d, _, s) => DetectorEnsemble.Fit(d, new DetectorEnsembleOptions { Seed = s })),
    ];

    /// <inheritdoc/>
    public string Name => "anomaly";

    /// <inheritdoc/>
    public string? DataSet => "adbench";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        AnomalyData[] sets = [.. AnomalyData.Names(dataFolder).Select(name => AnomalyData.Read(dataFolder, name))];
        foreach (bool oneClass in new[] { false, true })
        {
            Dictionary<(string DataSet, string Method), double> published =
                AnomalyData.ReadPublished(dataFolder, oneClass);
            foreach (Method method in Methods)
            {
                var clock = Stopwatch.StartNew();
                double mean = sets.Average(set => MeanAuc(set, method, oneClass, cancellation));
                (string? who, double reference) = method switch
                {
                    { Published: { } name } => (name, PublishedMean(published, sets, name)),
                    { Name: Ensemble } => BestPublished(published, sets),
                    _ => (null, double.NaN),
                };
                yield return new BenchmarkRow(
                    $"{method.Name}, {(oneClass ? "one-class" : "unsupervised")}",
                    "mean AUC %",
                    mean,
                    who is null ? null : string.Create(CultureInfo.InvariantCulture, $"{who} {reference:F2}"),
                    method.Published is null ? double.NaN : reference - Tolerance,
                    true,
                    clock.Elapsed.TotalSeconds,
                    $"{sets.Length} sets, {Seeds} seeds, {method.Settings(oneClass)}")
                {
                    Aim = method.Name == Ensemble ? reference : double.NaN,
                };
            }
        }
    }

    private static double MeanAuc(AnomalyData set, Method method, bool oneClass, CancellationToken cancellation)
    {
        double sum = 0;
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            AnomalyProtocol rows = oneClass
                ? AnomalyProtocol.OneClass(set, seed)
                : AnomalyProtocol.Unsupervised(set, seed);
            IAnomalyModel model = method.Fit(rows.Training, oneClass, seed);
            sum += rows.Auc(model.Score(rows.Scored, 0, cancellation));
        }

        return sum / Seeds;
    }

    private static (string Name, double Mean) BestPublished(
        Dictionary<(string DataSet, string Method), double> published, AnomalyData[] sets) =>
        published.Keys.Select(k => k.Method).Distinct().Order(StringComparer.Ordinal)
            .Select(method => ("best single, " + method, PublishedMean(published, sets, method)))
            .MaxBy(pair => pair.Item2);

    private static double PublishedMean(
        Dictionary<(string DataSet, string Method), double> published, AnomalyData[] sets, string method) =>
        sets.Average(set => published[(ShortName(set.Name), method)]);

    private static string ShortName(string name) =>
        name[(name.IndexOf('_', StringComparison.Ordinal) + 1)..].ToLowerInvariant();

    private sealed record Method(string Name, string? Published, Func<DenseMatrix, bool, ulong, IAnomalyModel> Fit)
    {
        public string Settings(bool oneClass) =>
            Published is "KNN" or "LOF" && !oneClass ? $"defaults but {NeighboursWhenMixed} neighbours"
            : Published == "PCA" ? "all directions alike, as published"
            : "defaults";
    }
}
