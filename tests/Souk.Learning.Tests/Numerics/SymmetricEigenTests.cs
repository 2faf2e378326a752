using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Numerics;

public sealed class SymmetricEigenTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(64)]
    public void Vectors_and_values_rebuild_the_matrix_and_the_vectors_are_orthonormal(int n)
    {
        double[] a = RandomSymmetric(n, n);

        SymmetricEigen eigen = SymmetricEigen.Decompose((double[])a.Clone(), n);

        for (int r = 0; r < n; r++)
        {
            for (int c = 0; c < n; c++)
            {
                double rebuilt = 0;
                double product = 0;
                for (int v = 0; v < n; v++)
                {
                    rebuilt += eigen.Values[v] * eigen.Vectors[(v * n) + r] * eigen.Vectors[(v * n) + c];
                    product += eigen.Vectors[(r * n) + v] * eigen.Vectors[(c * n) + v];
                }

                Assert.Equal(a[(r * n) + c], rebuilt, 1e-9);
                Assert.Equal(r == c ? 1 : 0, product, 1e-10);
            }
        }

        Assert.Equal(eigen.Values.OrderDescending(), eigen.Values);
    }

    [Fact]
    public void A_matrix_of_low_rank_has_zero_eigenvalues()
    {
        const int n = 20;
        double[] a = new double[n * n];
        Array.Fill(a, 1);

        SymmetricEigen eigen = SymmetricEigen.Decompose(a, n);

        Assert.Equal(n, eigen.Values[0], 1e-9);
        Assert.All(eigen.Values[1..], v => Assert.Equal(0, v, 1e-9));
    }

    [Fact]
    public void A_value_that_is_not_finite_is_refused() =>
        Assert.Throws<ArgumentException>(() => SymmetricEigen.Decompose([1, double.NaN, 0, 1], 2));

    private static double[] RandomSymmetric(int n, int seed)
    {
        double[] a = new double[n * n];
        var random = new SeededRandom((ulong)seed);
        for (int r = 0; r < n; r++)
        {
            for (int c = r; c < n; c++)
            {
                a[(r * n) + c] = a[(c * n) + r] = random.NextGaussian();
            }
        }

        return a;
    }
}
