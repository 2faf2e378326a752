using Souk.Learning.Anomaly;
using Souk.Learning.Data;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Anomaly;

/// <summary>What every detector must do.</summary>
public sealed class AnomalyModelTests
{
    private static readonly Dictionary<string, (Func<DenseMatrix, IAnomalyModel> Fit, Func<Stream, IAnomalyModel> Load)>
        Detectors = new()
        {
            ["forest"] = (d => IsolationForest.Fit(d, new IsolationForestOptions()), IsolationForest.Load),
            ["tails"] = (d => TailDetector.Fit(d), TailDetector.Load),
            ["histograms"] = (d => HistogramDetector.Fit(d, new HistogramOptions()), HistogramDetector.Load),
            ["distance"] = (
                d => NeighbourDistanceDetector.Fit(d, new NeighbourOptions()), NeighbourDistanceDetector.Load),
            ["density"] = (
                d => LocalOutlierFactor.Fit(d, new NeighbourOptions { Neighbours = 20 }), LocalOutlierFactor.Load),
            ["components"] = (d => ComponentDetector.Fit(d, new ComponentDetectorOptions()), ComponentDetector.Load),
            ["ensemble"] = (d => DetectorEnsemble.Fit(d, new DetectorEnsembleOptions()), DetectorEnsemble.Load),
        };

    public static TheoryData<string> Names => [.. Detectors.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Score_puts_a_far_row_on_top(string name)
    {
        DenseMatrix data = Crowd(400, 5, 1);
        data.Row(123).Fill(9);
        IAnomalyModel model = Detectors[name].Fit(data);
        double[] scores = model.ScoreTraining(data, 0, TestContext.Current.CancellationToken);
        Assert.Equal(scores.Max(), scores[123]);
        Assert.All(scores, score => Assert.True(double.IsFinite(score)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Score_equals_ScoreRow_for_any_number_of_threads(string name)
    {
        DenseMatrix data = Crowd(700, 4, 2);
        IAnomalyModel model = Detectors[name].Fit(data);
        double[] one = model.Score(data, 1, TestContext.Current.CancellationToken);
        double[] three = model.Score(data, 3, TestContext.Current.CancellationToken);
        Assert.Equal(one, three);
        for (int r = 0; r < data.Rows; r += 50)
        {
            Assert.Equal(one[r], model.ScoreRow(data.Row(r)), 1e-9);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Load_gives_the_saved_model(string name)
    {
        DenseMatrix data = Crowd(300, 3, 3);
        IAnomalyModel model = Detectors[name].Fit(data);
        using var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        IAnomalyModel loaded = Detectors[name].Load(stream);
        Assert.Equal(stream.Length, stream.Position);
        Assert.Equal(
            model.Score(data, 0, TestContext.Current.CancellationToken),
            loaded.Score(data, 0, TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Load_refuses_a_damaged_file(string name)
    {
        IAnomalyModel model = Detectors[name].Fit(Crowd(50, 2, 4));
        using var stream = new MemoryStream();
        model.Save(stream);
        byte[] bytes = stream.ToArray();
        for (int at = 0; at < bytes.Length; at += Math.Max(1, bytes.Length / 97))
        {
            byte[] damaged = (byte[])bytes.Clone();
            damaged[at] ^= 0x10;
            Assert.Throws<InvalidDataException>(() => Detectors[name].Load(new MemoryStream(damaged)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_refuses_nothing_and_NaN(string name)
    {
        Assert.Throws<ArgumentException>(() => Detectors[name].Fit(new DenseMatrix(0, 3)));
        DenseMatrix data = Crowd(30, 3, 5);
        data.Row(4)[1] = float.NaN;
        ArgumentException error = Assert.Throws<ArgumentException>(() => Detectors[name].Fit(data));
        Assert.Contains("Row 4, column 1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Score_refuses_another_number_of_columns(string name)
    {
        IAnomalyModel model = Detectors[name].Fit(Crowd(30, 3, 6));
        Assert.Throws<ArgumentException>(
            () => model.Score(Crowd(5, 2, 6), 0, TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => model.ScoreRow([1, 2]));
        Assert.Throws<ArgumentException>(() => model.ScoreRow([1, 2, float.PositiveInfinity]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_of_equal_rows_gives_finite_scores(string name)
    {
        DenseMatrix data = new(40, 3);
        data.Values.AsSpan().Fill(7);
        IAnomalyModel model = Detectors[name].Fit(data);
        Assert.True(double.IsFinite(model.ScoreRow([7, 7, 7])));
        Assert.True(double.IsFinite(model.ScoreRow([7, 8, 7])));
        Assert.True(model.ScoreRow([7, 8, 7]) >= model.ScoreRow([7, 7, 7]));
    }

    internal static DenseMatrix Crowd(int rows, int columns, ulong seed)
    {
        var data = new DenseMatrix(rows, columns);
        var random = new SeededRandom(seed);
        foreach (ref float value in data.Values.AsSpan())
        {
            value = (float)random.NextGaussian();
        }

        return data;
    }
}
