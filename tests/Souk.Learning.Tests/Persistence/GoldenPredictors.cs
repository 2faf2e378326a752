using Souk.Learning.Calibration;
using Souk.Learning.Clustering;
using Souk.Learning.Data;
using Souk.Learning.Decomposition;
using Souk.Learning.FactorizationMachines;
using Souk.Learning.Linear;
using Souk.Learning.Trees;

namespace Souk.Learning.Tests.Persistence;

/// <summary>Models that predict from rows of features.</summary>
internal static class GoldenPredictors
{
    private static readonly double[] Raw = [.. GoldenData.Labels.Select((l, i) => (2 * l) - 1 + Math.Sin(i))];

    public static GoldenCase[] Cases { get; } =
    [
        GoldenCase.Of(
            "boosted-trees",
            s => BoostedTrees.Fit(Table(), new BoostedTreesOptions { Trees = 3, MaxDepth = 2 }).Save(s),
            BoostedTreesModel.Load,
            m => m.Predict(Table().Features)[..6]),
        GoldenCase.Of(
            "factorization-machine",
            s => FactorizationMachine.Fit(
                Rows(), new FactorizationMachineOptions { FieldAware = true, Factors = 2, Epochs = 2 }).Save(s),
            FactorizationMachineModel.Load,
            m => m.Predict(Rows().Features)[..6]),
        GoldenCase.Of(
            "logistic-regression",
            s => LogisticRegression.Fit(Rows()).Save(s),
            LogisticModel.Load,
            m => m.Predict(Rows().Features)[..6]),
        GoldenCase.Of("ftrl-regression", SaveFtrl, FtrlRegression.Load, LearnOn),
        GoldenCase.Of(
            "platt-scaling",
            s => PlattScaling.Fit(Raw, GoldenData.Labels).Save(s),
            PlattScaling.Load,
            model => [model.Calibrate(-1), model.Calibrate(0.3)]),
        GoldenCase.Of(
            "isotonic-calibration",
            s => IsotonicCalibration.Fit(Raw, GoldenData.Labels).Save(s),
            IsotonicCalibration.Load,
            model => [model.Calibrate(-1), model.Calibrate(0.3), model.Calibrate(2)]),
        GoldenCase.Of(
            "principal-components",
            s => PrincipalComponents.Fit(GoldenData.Points, new PrincipalComponentsOptions { Components = 2 }).Save(s),
            PrincipalComponents.Load,
            m => GoldenData.Numbers(m.Transform(GoldenData.Points).Values.AsSpan(0, 8))),
        GoldenCase.Of(
            "k-means",
            s => KMeans.Fit(GoldenData.Points, new KMeansOptions { Clusters = 3 }).Save(s),
            KMeans.Load,
            m => [.. m.Assign(GoldenData.Points).Select(c => (double)c)]),
    ];

    private static LabelledTable Table() => new(
        new FeatureTable(
        [
            .. Enumerable.Range(0, 3).Select(
                c => FeatureColumn.Numeric(
                    $"f{c}",
                    [.. Enumerable.Range(0, GoldenData.Points.Rows).Select(r => GoldenData.Points.Row(r)[c])])),
            FeatureColumn.FromTexts(
                "group", [.. Enumerable.Range(0, GoldenData.Points.Rows).Select(r => r % 5 == 0 ? null : $"g{r % 3}")]),
        ]),
        new TrainingTargets(GoldenData.Labels));

    private static LabelledRows Rows()
    {
        var builder = new SparseRowsBuilder(8, 2);
        for (int r = 0; r < GoldenData.Points.Rows; r++)
        {
            builder.Add(r % 4, 1, 0);
            builder.Add(4 + (r % 3), GoldenData.Points.Row(r)[0], 1);
            builder.EndRow();
        }

        return new LabelledRows(builder.Build(), new TrainingTargets(GoldenData.Labels));
    }

    private static void SaveFtrl(Stream stream)
    {
        var model = new FtrlRegression(8);
        model.Learn(Rows());
        model.Save(stream);
    }

    /// <summary>Predictions, and one more after learning on: the state of the stream is in the file.</summary>
    private static double[] LearnOn(FtrlRegression model)
    {
        double before = model.Predict([1, 5], [1, 0.5f]);
        model.Learn([1, 5], [1, 0.5f], 1);
        return [before, model.Predict([1, 5], [1, 0.5f])];
    }
}
