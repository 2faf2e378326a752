using Souk.Learning.Anomaly;

namespace Souk.Learning.Tests.Persistence;

/// <summary>Models of what is unusual.</summary>
internal static class GoldenDetectors
{
    private static readonly NeighbourOptions Neighbours = new() { Neighbours = 3 };

    public static GoldenCase[] Cases { get; } =
    [
        GoldenCase.Of(
            "isolation-forest",
            s => IsolationForest.Fit(
                GoldenData.Points, new IsolationForestOptions { Trees = 3, SampleSize = 8 }).Save(s),
            IsolationForest.Load,
            m => Scores(m)),
        GoldenCase.Of(
            "histogram-detector",
            s => HistogramDetector.Fit(GoldenData.Points, new HistogramOptions()).Save(s),
            HistogramDetector.Load,
            m => Scores(m)),
        GoldenCase.Of("tail-detector", s => TailDetector.Fit(GoldenData.Points).Save(s), TailDetector.Load,
            m => Scores(m)),
        GoldenCase.Of(
            "neighbour-distance",
            s => NeighbourDistanceDetector.Fit(GoldenData.Points, Neighbours).Save(s),
            NeighbourDistanceDetector.Load,
            m => Scores(m)),
        GoldenCase.Of(
            "local-outlier-factor",
            s => LocalOutlierFactor.Fit(GoldenData.Points, Neighbours).Save(s),
            LocalOutlierFactor.Load,
            m => Scores(m)),
        GoldenCase.Of(
            "component-detector",
            s => ComponentDetector.Fit(GoldenData.Points, new ComponentDetectorOptions()).Save(s),
            ComponentDetector.Load,
            m => Scores(m)),
        GoldenCase.Of(
            "detector-ensemble",
            s => DetectorEnsemble.Fit(
                GoldenData.Points,
                new DetectorEnsembleOptions
                {
                    Forest = new IsolationForestOptions { Trees = 3, SampleSize = 8 },
                }).Save(s),
            DetectorEnsemble.Load,
            m => Scores(m)),
    ];

    private static double[] Scores(IAnomalyModel model) =>
        [.. Enumerable.Range(19, 5).Select(r => model.ScoreRow(GoldenData.Points.Row(r)))];
}
