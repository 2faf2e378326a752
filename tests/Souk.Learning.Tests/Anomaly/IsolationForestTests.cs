using Souk.Learning.Anomaly;
using Souk.Learning.Data;

namespace Souk.Learning.Tests.Anomaly;

public sealed class IsolationForestTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Fit_is_the_same_for_any_number_of_threads()
    {
        DenseMatrix data = AnomalyModelTests.Crowd(1000, 6, 1);
        using var one = new MemoryStream();
        using var four = new MemoryStream();
        IsolationForest.Fit(data, new IsolationForestOptions { Threads = 1 }, null, Cancel).Save(one);
        IsolationForest.Fit(data, new IsolationForestOptions { Threads = 4 }, null, Cancel).Save(four);
        Assert.Equal(one.ToArray(), four.ToArray());
    }

    [Fact]
    public void MeanPathLength_is_the_mean_depth_of_random_search_trees()
    {
        // An unsuccessful search in a binary search tree of n − 1 random keys takes 2H(n − 1) − 2(n − 1)/n steps; the
        // logarithm of the paper's formula comes close to the harmonic number.
        foreach (int n in new[] { 10, 256, 1000 })
        {
            double harmonic = Enumerable.Range(1, n - 1).Sum(i => 1.0 / i);
            Assert.Equal(
                (2 * harmonic) - (2.0 * (n - 1) / n), IsolationTreeGrower.MeanPathLength(n), 1.0 / (n - 1) + 1e-9);
        }
    }

    [Fact]
    public void Score_of_two_points_is_one_half()
    {
        // Two points: every tree splits once, path length 1 each, expected path length 1: 2^-1.
        var data = DenseMatrix.FromValues(2, 1, [0, 1]);
        IsolationForest forest = IsolationForest.Fit(data, new IsolationForestOptions(), null, Cancel);
        Assert.Equal(0.5, forest.ScoreRow([0]), 1e-12);
        Assert.Equal(0.5, forest.ScoreRow([1]), 1e-12);
    }

    [Fact]
    public void Score_mean_path_agrees_with_the_expected_depth_in_one_dimension()
    {
        // For k equally spaced points the ends of the line are isolated soonest.
        var data = DenseMatrix.FromValues(64, 1, [.. Enumerable.Range(0, 64).Select(i => (float)i)]);
        double[] scores = IsolationForest.Fit(data, new IsolationForestOptions { Trees = 500 }, null, Cancel)
            .Score(data, 0, Cancel);
        Assert.True(scores[0] > scores[31]);
        Assert.True(scores[63] > scores[32]);
    }

    [Theory]
    [InlineData(0, 256)]
    [InlineData(100, 1)]
    [InlineData(100_001, 256)]
    public void Fit_refuses_options_out_of_range(int trees, int sample) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => IsolationForest.Fit(
                AnomalyModelTests.Crowd(10, 2, 1),
                new IsolationForestOptions { Trees = trees, SampleSize = sample },
                null,
                Cancel));

    [Fact]
    public void Contributions_sum_to_the_score_and_name_the_odd_column()
    {
        DenseMatrix data = AnomalyModelTests.Crowd(1000, 6, 3);
        IsolationForest forest = IsolationForest.Fit(data, new IsolationForestOptions(), null, Cancel);
        float[] odd = data.Row(7).ToArray();
        odd[4] = 40;
        double[] parts = new double[6];
        foreach (float[] row in new[] { data.Row(7).ToArray(), odd })
        {
            double average = forest.Contributions(row, parts);
            Assert.Equal(Math.Log2(forest.ScoreRow(row)), average + parts.Sum(), 1e-9);
        }

        Assert.Equal(4, Array.IndexOf(parts, parts.Max()));
        Assert.True(parts[4] > 0);
    }

    [Fact]
    public void Contributions_of_a_loaded_forest_are_the_same()
    {
        DenseMatrix data = AnomalyModelTests.Crowd(300, 4, 5);
        IsolationForest forest = IsolationForest.Fit(data, new IsolationForestOptions(), null, Cancel);
        using var file = new MemoryStream();
        forest.Save(file);
        file.Position = 0;
        double[] before = new double[4];
        double[] after = new double[4];
        Assert.Equal(
            forest.Contributions(data.Row(1), before), IsolationForest.Load(file).Contributions(data.Row(1), after));
        Assert.Equal(before, after);
    }

    [Fact]
    public void The_average_of_the_sample_is_the_mean_over_its_rows()
    {
        // All rows are in every sample, so that the mean path of each tree is the mean over all rows.
        DenseMatrix data = AnomalyModelTests.Crowd(200, 3, 9);
        IsolationForest forest = IsolationForest.Fit(
            data, new IsolationForestOptions { SampleSize = 200 }, null, Cancel);
        double[] scores = forest.Score(data, 0, Cancel);
        Assert.Equal(scores.Average(Math.Log2), forest.Contributions(data.Row(0), new double[3]), 1e-6);
    }
}
