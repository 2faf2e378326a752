using Souk.Learning.Data;
using Souk.Learning.Numerics;
using Souk.Learning.Text;

namespace Souk.Learning.Tests.Text;

public sealed class SoftmaxClassifierTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Evaluate_gradient_equals_finite_differences()
    {
        (SparseMatrix features, ClassTargets targets) = Problem(40, 6, 3, 1);
        var objective = new SoftmaxObjective(features, targets, new SoftmaxOptions { Regularization = 2 }, Cancel);
        var random = new SeededRandom(2);
        double[] point = new double[7 * 3];
        foreach (ref double p in point.AsSpan())
        {
            p = random.NextGaussian();
        }

        double[] gradient = new double[point.Length];
        objective.Evaluate(point, gradient);
        double[] ignored = new double[point.Length];
        for (int i = 0; i < point.Length; i++)
        {
            const double h = 1e-6;
            double[] moved = (double[])point.Clone();
            moved[i] = point[i] + h;
            double up = objective.Evaluate(moved, ignored);
            moved[i] = point[i] - h;
            double down = objective.Evaluate(moved, ignored);
            Assert.Equal((up - down) / (2 * h), gradient[i], 1e-6);
        }
    }

    [Fact]
    public void Fit_ends_where_the_gradient_is_zero()
    {
        (SparseMatrix features, ClassTargets targets) = Problem(200, 8, 4, 3);
        var options = new SoftmaxOptions { Tolerance = 1e-8, MaximumIterations = 1000 };
        SoftmaxClassifier model = SoftmaxClassifier.Fit(features, targets, options, null, Cancel);
        DenseMatrix predicted = model.Predict(features, 0, Cancel);
        for (int k = 0; k < 4; k++)
        {
            // Without penalty on the biases the mean probability of a class equals its share.
            double wanted = 0;
            double got = 0;
            for (int r = 0; r < features.Rows; r++)
            {
                double weight = targets.Weights![r];
                wanted += weight * targets.Probabilities.Row(r)[k];
                got += weight * predicted.Row(r)[k];
            }

            Assert.Equal(wanted, got, 1e-3);
        }
    }

    [Fact]
    public void Fit_without_features_learns_the_shares()
    {
        var empty = SparseMatrix.FromRows(4, 0, new int[5], [], []);
        SoftmaxClassifier model = SoftmaxClassifier.Fit(
            empty, ClassTargets.FromLabels([0, 0, 0, 1], 2), new SoftmaxOptions(), null, Cancel);
        Assert.Equal(0.75, model.Predict(empty, 0, Cancel).Row(0)[0], 1e-4);
    }

    [Fact]
    public void Fit_is_the_same_for_any_number_of_threads()
    {
        (SparseMatrix features, ClassTargets targets) = Problem(3000, 30, 3, 4);
        var options = new SoftmaxOptions { MaximumIterations = 15 };
        DenseMatrix one = SoftmaxClassifier.Fit(features, targets, options with { Threads = 1 }, null, Cancel)
            .Predict(features, 1, Cancel);
        DenseMatrix four = SoftmaxClassifier.Fit(features, targets, options with { Threads = 4 }, null, Cancel)
            .Predict(features, 4, Cancel);
        Assert.Equal(one.Values, four.Values);
    }

    [Fact]
    public void Load_gives_the_saved_model()
    {
        (SparseMatrix features, ClassTargets targets) = Problem(50, 5, 3, 5);
        SoftmaxClassifier model = SoftmaxClassifier.Fit(features, targets, new SoftmaxOptions(), null, Cancel);
        using var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        Assert.Equal(
            model.Predict(features, 0, Cancel).Values,
            SoftmaxClassifier.Load(stream).Predict(features, 0, Cancel).Values);
    }

    [Fact]
    public void Fit_refuses_targets_that_do_not_fit()
    {
        (SparseMatrix features, _) = Problem(10, 3, 2, 6);
        Assert.Throws<ArgumentException>(
            () => SoftmaxClassifier.Fit(
                features, ClassTargets.FromLabels([0, 1], 2), new SoftmaxOptions(), null, Cancel));
        Assert.Throws<ArgumentException>(() => ClassTargets.FromLabels([0, 2], 2));
        Assert.Throws<ArgumentException>(() => ClassTargets.FromLabels([0, 1], 2, [0, 0]));
        Assert.Throws<ArgumentException>(() => ClassTargets.FromLabels([0, 1], 2, [1, float.NaN]));
        Assert.Throws<ArgumentException>(
            () => ClassTargets.FromProbabilities(DenseMatrix.FromValues(1, 2, [0.5f, 0.6f])));
    }

    private static (SparseMatrix Features, ClassTargets Targets) Problem(int rows, int columns, int classes, ulong seed)
    {
        var random = new SeededRandom(seed);
        List<int> r = [];
        List<int> c = [];
        List<float> v = [];
        int[] labels = new int[rows];
        float[] weights = new float[rows];
        for (int i = 0; i < rows; i++)
        {
            labels[i] = random.Next(classes);
            weights[i] = 0.5f + random.NextSingle();
            for (int j = 0; j < columns; j++)
            {
                if (random.Next(2) == 0)
                {
                    r.Add(i);
                    c.Add(j);
                    v.Add((float)random.NextGaussian() + (j % classes == labels[i] ? 1 : 0));
                }
            }
        }

        return (
            SparseMatrix.FromEntries(rows, columns, r.ToArray(), c.ToArray(), v.ToArray()),
            ClassTargets.FromLabels(labels, classes, weights));
    }
}
