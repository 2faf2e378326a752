using Souk.Learning.Data;
using Souk.Learning.Decomposition;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Decomposition;

public sealed class RandomizedSvdTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Decompose_full_rank_rebuilds_the_matrix()
    {
        DenseMatrix matrix = Random(37, 11, 1);
        TruncatedSvd svd = RandomizedSvd.Decompose(matrix, new RandomizedSvdOptions { Rank = 11 }, Cancel);
        for (int r = 0; r < 37; r++)
        {
            for (int c = 0; c < 11; c++)
            {
                double sum = 0;
                for (int k = 0; k < 11; k++)
                {
                    sum += svd.Left.Row(r)[k] * svd.SingularValues[k] * svd.Right.Row(c)[k];
                }

                Assert.Equal(matrix.Row(r)[c], sum, 1e-4);
            }
        }
    }

    [Theory]
    [InlineData(60, 40)]
    [InlineData(40, 60)]
    [InlineData(500, 9)]
    public void Decompose_gives_orthonormal_vectors_and_descending_values(int rows, int columns)
    {
        TruncatedSvd svd = RandomizedSvd.Decompose(
            Random(rows, columns, 2), new RandomizedSvdOptions { Rank = 7 }, Cancel);
        AssertOrthonormal(svd.Left);
        AssertOrthonormal(svd.Right);
        Assert.Equal(svd.SingularValues.OrderDescending(), svd.SingularValues);
    }

    [Fact]
    public void Decompose_finds_the_values_of_a_known_spectrum()
    {
        // A = U diag(2^-k) Vᵀ with random orthonormal U, V: the leading values must come back.
        DenseMatrix u = TallMatrix.Orthonormalize(Random(300, 30, 3), 1, Cancel);
        DenseMatrix v = TallMatrix.Orthonormalize(Random(200, 30, 4), 1, Cancel);
        var matrix = new DenseMatrix(300, 200);
        for (int r = 0; r < 300; r++)
        {
            for (int c = 0; c < 200; c++)
            {
                for (int k = 0; k < 30; k++)
                {
                    matrix.Row(r)[c] += u.Row(r)[k] * MathF.Pow(2, -k) * v.Row(c)[k];
                }
            }
        }

        TruncatedSvd svd = RandomizedSvd.Decompose(matrix, new RandomizedSvdOptions { Rank = 10 }, Cancel);
        for (int k = 0; k < 10; k++)
        {
            Assert.Equal(Math.Pow(2, -k), svd.SingularValues[k], 1e-5);
        }
    }

    [Fact]
    public void Decompose_sparse_equals_dense()
    {
        DenseMatrix dense = Random(80, 50, 5);
        List<int> rows = [];
        List<int> columns = [];
        List<float> values = [];
        for (int i = 0; i < dense.Values.Length; i++)
        {
            if (i % 3 != 0)
            {
                dense.Values[i] = 0;
                continue;
            }

            rows.Add(i / 50);
            columns.Add(i % 50);
            values.Add(dense.Values[i]);
        }

        var sparse = SparseMatrix.FromEntries(80, 50, rows.ToArray(), columns.ToArray(), values.ToArray());
        var options = new RandomizedSvdOptions { Rank = 5, PowerIterations = 20 };
        TruncatedSvd a = RandomizedSvd.Decompose(dense, options, Cancel);
        TruncatedSvd b = RandomizedSvd.Decompose(sparse, options, Cancel);
        for (int k = 0; k < 5; k++)
        {
            Assert.Equal(a.SingularValues[k], b.SingularValues[k], 1e-4);
        }
    }

    [Fact]
    public void Decompose_of_low_rank_gives_zero_beyond_it()
    {
        DenseMatrix matrix = new(40, 20);
        for (int i = 0; i < matrix.Values.Length; i++)
        {
            matrix.Values[i] = (i / 20) * (i % 20);
        }

        TruncatedSvd svd = RandomizedSvd.Decompose(matrix, new RandomizedSvdOptions { Rank = 4 }, Cancel);
        Assert.True(svd.SingularValues[0] > 1);
        Assert.All(svd.SingularValues[1..], s => Assert.True(s < 1e-3 * svd.SingularValues[0]));
        Assert.All(svd.Left.Values, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Decompose_is_the_same_for_any_number_of_threads()
    {
        DenseMatrix matrix = Random(20_000, 24, 6);
        TruncatedSvd one = RandomizedSvd.Decompose(matrix, new RandomizedSvdOptions { Rank = 6, Threads = 1 }, Cancel);
        TruncatedSvd four = RandomizedSvd.Decompose(matrix, new RandomizedSvdOptions { Rank = 6, Threads = 4 }, Cancel);
        Assert.Equal(one.SingularValues, four.SingularValues);
        Assert.Equal(one.Left.Values, four.Left.Values);
        Assert.Equal(one.Right.Values, four.Right.Values);
    }

    [Fact]
    public void Decompose_refuses_an_empty_matrix() =>
        Assert.Throws<ArgumentException>(
            () => RandomizedSvd.Decompose(new DenseMatrix(0, 3), new RandomizedSvdOptions(), Cancel));

    internal static DenseMatrix Random(int rows, int columns, ulong seed)
    {
        var matrix = new DenseMatrix(rows, columns);
        var random = new SeededRandom(seed);
        foreach (ref float value in matrix.Values.AsSpan())
        {
            value = (float)random.NextGaussian();
        }

        return matrix;
    }

    private static void AssertOrthonormal(DenseMatrix matrix)
    {
        double[] gram = TallMatrix.Gram(matrix, 1, Cancel);
        for (int i = 0; i < gram.Length; i++)
        {
            Assert.Equal(i / matrix.Columns == i % matrix.Columns ? 1 : 0, gram[i], 1e-5);
        }
    }
}
