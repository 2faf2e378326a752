using Souk.Learning.Clustering;
using Souk.Learning.Data;
using Souk.Learning.Numerics;
using Souk.Learning.Tests.Anomaly;

namespace Souk.Learning.Tests.Clustering;

public sealed class KMeansTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Fit_finds_separate_crowds()
    {
        DenseMatrix data = Crowds(600, 6, 4, 1);
        KMeans model = KMeans.Fit(data, new KMeansOptions { Clusters = 6 }, null, Cancel);
        int[] nearest = model.Assign(data, 0, Cancel);
        for (int r = 6; r < data.Rows; r++)
        {
            Assert.Equal(nearest[r % 6], nearest[r]);
        }

        Assert.Equal(6, nearest.Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(17)]
    [InlineData(40)]
    public void Fit_ends_at_centres_that_are_means_of_their_rows(int clusters)
    {
        DenseMatrix data = AnomalyModelTests.Crowd(500, 3, 2);
        var options = new KMeansOptions { Clusters = clusters, Starts = 1, Tolerance = 0 };
        KMeans model = KMeans.Fit(data, options, null, Cancel);
        int[] nearest = model.Assign(data, 0, Cancel);
        double inertia = 0;
        for (int r = 0; r < data.Rows; r++)
        {
            double own = KMeansFitter.SquaredDistance(data.Row(r), model.Centres.Row(nearest[r]));
            inertia += own;
            for (int k = 0; k < clusters; k++)
            {
                Assert.True(own <= KMeansFitter.SquaredDistance(data.Row(r), model.Centres.Row(k)) + 1e-4);
            }
        }

        Assert.Equal(inertia, model.Inertia, 1e-3);
        for (int k = 0; k < clusters; k++)
        {
            int[] rows = [.. Enumerable.Range(0, data.Rows).Where(r => nearest[r] == k)];
            for (int c = 0; c < 3; c++)
            {
                Assert.Equal(rows.Average(r => data.Row(r)[c]), model.Centres.Row(k)[c], 1e-4);
            }
        }
    }

    [Fact]
    public void Fit_is_the_same_for_any_number_of_threads()
    {
        DenseMatrix data = AnomalyModelTests.Crowd(20_000, 4, 3);
        var options = new KMeansOptions { Clusters = 9, Starts = 1, MaximumIterations = 8 };
        KMeans one = KMeans.Fit(data, options with { Threads = 1 }, null, Cancel);
        KMeans four = KMeans.Fit(data, options with { Threads = 4 }, null, Cancel);
        Assert.Equal(one.Centres.Values, four.Centres.Values);
        Assert.Equal(one.Inertia, four.Inertia);
    }

    [Fact]
    public void Fit_more_clusters_than_distinct_rows_still_ends()
    {
        var data = DenseMatrix.FromValues(6, 1, [1, 1, 1, 2, 2, 2]);
        KMeans model = KMeans.Fit(data, new KMeansOptions { Clusters = 4 }, null, Cancel);
        Assert.Equal(0, model.Inertia, 1e-9);
    }

    [Fact]
    public void Load_gives_the_saved_model()
    {
        DenseMatrix data = AnomalyModelTests.Crowd(100, 3, 4);
        KMeans model = KMeans.Fit(data, new KMeansOptions(), null, Cancel);
        using var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        KMeans loaded = KMeans.Load(stream);
        Assert.Equal(model.Assign(data, 0, Cancel), loaded.Assign(data, 0, Cancel));
        Assert.Equal(model.Inertia, loaded.Inertia);
        Assert.Equal(model.Assign(data.Row(7)), loaded.Assign(data.Row(7)));
    }

    [Fact]
    public void Fit_refuses_more_clusters_than_rows() =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => KMeans.Fit(new DenseMatrix(3, 2), new KMeansOptions { Clusters = 4 }, null, Cancel));

    private static DenseMatrix Crowds(int rows, int crowds, int columns, ulong seed)
    {
        DenseMatrix data = AnomalyModelTests.Crowd(rows, columns, seed);
        var random = new SeededRandom(seed, 9);
        float[] offsets = new float[crowds * columns];
        foreach (ref float offset in offsets.AsSpan())
        {
            offset = 60 * random.NextSingle();
        }

        for (int i = 0; i < data.Values.Length; i++)
        {
            data.Values[i] += offsets[(i / columns % crowds * columns) + (i % columns)];
        }

        return data;
    }
}
