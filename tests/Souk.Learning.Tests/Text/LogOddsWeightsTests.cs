using Souk.Learning.Data;
using Souk.Learning.Numerics;
using Souk.Learning.Text;

namespace Souk.Learning.Tests.Text;

public sealed class LogOddsWeightsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Of_two_classes_is_the_log_count_ratio()
    {
        // Column 0 is in both rows of class 0, column 1 in one row of each class; one row more of each smooths.
        SparseMatrix rows = SparseMatrix.FromRows(3, 2, [0, 2, 3, 4], [0, 1, 0, 1], [0.5f, 1, 2, 1]);
        float[] weights = LogOddsWeights.Of(rows, ClassTargets.FromLabels([0, 0, 1], 2));
        Assert.Equal(Math.Abs(Math.Log(3.0 / 5 / (1.0 / 3))), weights[0], 1e-6);
        Assert.Equal(Math.Abs(Math.Log(2.0 / 5 / (2.0 / 3))), weights[1], 1e-6);
    }

    [Fact]
    public void Fit_with_weights_equals_a_fit_on_scaled_columns()
    {
        var random = new SeededRandom(4);
        SparseMatrix rows = Rows(random, 60, 5);
        ClassTargets targets = ClassTargets.FromLabels([.. Enumerable.Range(0, 60).Select(r => r % 3)], 3);
        float[] weights = LogOddsWeights.Of(rows, targets);
        var options = new SoftmaxOptions { Tolerance = 1e-8, MaximumIterations = 1000 };
        SoftmaxClassifier weighed = SoftmaxClassifier.Fit(
            rows, targets, options with { WeighByLogOdds = true }, null, Cancel);
        SparseMatrix scaled = LogOddsWeights.Scale(rows, weights);
        SoftmaxClassifier plain = SoftmaxClassifier.Fit(scaled, targets, options, null, Cancel);
        DenseMatrix a = weighed.Predict(rows, 1, Cancel);
        DenseMatrix b = plain.Predict(scaled, 1, Cancel);
        for (int i = 0; i < a.Values.Length; i++)
        {
            Assert.Equal(b.Values[i], a.Values[i], 1e-5);
        }
    }

    private static SparseMatrix Rows(SeededRandom random, int rows, int columns)
    {
        List<int> starts = [0];
        List<int> indices = [];
        List<float> values = [];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                if (random.NextDouble() < (c == r % 3 ? 0.8 : 0.3))
                {
                    indices.Add(c);
                    values.Add(random.NextSingle());
                }
            }

            starts.Add(indices.Count);
        }

        return SparseMatrix.FromRows(rows, columns, [.. starts], [.. indices], [.. values]);
    }
}
