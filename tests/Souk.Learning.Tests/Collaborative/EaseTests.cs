using Souk.Learning.Collaborative;
using Souk.Learning.Data;

namespace Souk.Learning.Tests.Collaborative;

public sealed class EaseTests
{
    private static readonly SparseMatrix Sample = SampleInteractions.Make(90, 43, 7);

    private static ItemModel Fit(EaseOptions options) =>
        Ease.Fit(Sample, options, cancellation: TestContext.Current.CancellationToken);

    [Fact]
    public void Published_EASE_equals_the_dense_inverse()
    {
        ItemModel model = Fit(new EaseOptions
        {
            Regularization = 20,
            UserExponent = 0,
            ItemExponent = 0,
            WeightsPerItem = 43,
            Tolerance = 1e-6,
        });
        AssertWeights(20, 0, 0, model);
    }

    [Fact]
    public void Scaled_EASE_equals_the_ridge_regression_with_weighted_users_and_penalties()
    {
        ItemModel model = Fit(new EaseOptions
        {
            Regularization = 0.4,
            UserExponent = 0.5,
            ItemExponent = 0.3,
            WeightsPerItem = 43,
            Tolerance = 1e-6,
        });
        AssertWeights(0.4, 0.5, 0.3, model);
    }

    [Fact]
    public void Threads_do_not_change_the_weights()
    {
        ItemModel one = Fit(new EaseOptions { Threads = 1 });
        ItemModel four = Fit(new EaseOptions { Threads = 4 });
        Assert.Equal(one.Weights.Values, four.Weights.Values);
        Assert.Equal(one.Weights.ColumnIndices, four.Weights.ColumnIndices);
    }

    [Fact]
    public void Only_the_strongest_weights_into_an_item_are_kept()
    {
        SparseMatrix into = Fit(new EaseOptions { WeightsPerItem = 5 }).Weights.Transpose();
        Assert.All(Enumerable.Range(0, 43), item => Assert.Equal(5, into.RowColumns(item).Length));
    }

    [Fact]
    public void Settings_out_of_range_and_empty_data_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(new EaseOptions { Regularization = 0 }));
        Assert.Throws<ArgumentException>(
            () => Ease.Fit(
                SparseMatrix.FromEntries(2, 2, [], [], []), cancellation: TestContext.Current.CancellationToken));
    }

    private static void AssertWeights(double lambda, double userExponent, double itemExponent, ItemModel model)
    {
        double[,] r = SampleInteractions.Dense(Sample);
        int items = r.GetLength(1);
        double[] degrees = new double[items];
        for (int u = 0; u < r.GetLength(0); u++)
        {
            double degree = Sample.RowColumns(u).Length;
            for (int i = 0; i < items; i++)
            {
                degrees[i] += r[u, i];
                r[u, i] *= Math.Pow(Math.Max(1, degree), -userExponent);
            }
        }

        double[,] gram = SampleInteractions.Product(SampleInteractions.Transpose(r), r);
        for (int i = 0; i < items; i++)
        {
            gram[i, i] += lambda * Math.Pow(degrees[i], 2 * itemExponent);
        }

        double[,] p = SampleInteractions.Inverse(gram);
        double[,] weights = SampleInteractions.Dense(model.Weights);
        for (int i = 0; i < items; i++)
        {
            for (int j = 0; j < items; j++)
            {
                Assert.Equal(i == j ? 0 : -p[i, j] / p[j, j], weights[i, j], 1e-4);
            }
        }
    }
}
