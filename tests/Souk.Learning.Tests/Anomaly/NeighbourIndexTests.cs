using Souk.Learning.Anomaly;
using Souk.Learning.Data;

namespace Souk.Learning.Tests.Anomaly;

public sealed class NeighbourIndexTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(15, 3, 4)]
    [InlineData(16, 2, 16)]
    [InlineData(103, 7, 10)]
    public void Search_equals_sorting_all_distances(int points, int columns, int count)
    {
        DenseMatrix data = AnomalyModelTests.Crowd(points, columns, 1);
        DenseMatrix queries = AnomalyModelTests.Crowd(9, columns, 2);
        Neighbours found = new NeighbourIndex(data).Search(queries, count, false, 2, Cancel);
        for (int q = 0; q < queries.Rows; q++)
        {
            int query = q;
            int[] expected =
            [
                .. Enumerable.Range(0, points).OrderBy(p => Distance(queries.Row(query), data.Row(p))).Take(count),
            ];
            Assert.Equal(expected, found.IndexRow(q).ToArray());
            Assert.Equal(Distance(queries.Row(q), data.Row(expected[^1])), found.DistanceRow(q)[^1], 1e-5);
        }
    }

    [Fact]
    public void Search_leaves_the_query_itself_out_and_gives_ties_to_the_first()
    {
        var data = DenseMatrix.FromValues(4, 1, [1, 1, 1, 5]);
        Neighbours found = new NeighbourIndex(data).Search(data, 2, true, 1, Cancel);
        Assert.Equal([1, 2, 0, 2, 0, 1, 0, 1], found.Indices);
        Assert.Equal([0, 0, 0, 0, 0, 0, 4, 4], found.Distances);
    }

    [Fact]
    public void LocalOutlierFactor_equals_the_definition()
    {
        DenseMatrix data = AnomalyModelTests.Crowd(60, 2, 3);
        const int k = 5;
        int[][] near = new int[60][];
        double[] reach = new double[60];
        for (int p = 0; p < 60; p++)
        {
            int point = p;
            near[p] =
            [
                .. Enumerable.Range(0, 60).Where(q => q != point)
                    .OrderBy(q => Distance(data.Row(point), data.Row(q))).Take(k),
            ];
            reach[p] = Distance(data.Row(p), data.Row(near[p][^1]));
        }

        double Density(int p) => 1 / near[p].Average(q => Math.Max(reach[q], Distance(data.Row(p), data.Row(q))));
        double[] scores = LocalOutlierFactor
            .Fit(data, new NeighbourOptions { Neighbours = k, Standardize = false }, Cancel)
            .ScoreTraining(data, 0, Cancel);
        for (int p = 0; p < 60; p++)
        {
            Assert.Equal(near[p].Average(Density) / Density(p), scores[p], 1e-4);
        }
    }

    private static double Distance(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double sum = 0;
        for (int c = 0; c < x.Length; c++)
        {
            sum += ((double)x[c] - y[c]) * ((double)x[c] - y[c]);
        }

        return Math.Sqrt(sum);
    }
}
