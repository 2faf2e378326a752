using Souk.Learning.Decomposition;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Decomposition;

public sealed class SymmetricEigenTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(60)]
    public void Decompose_satisfies_the_eigenvalue_equation(int n)
    {
        var random = new SeededRandom((ulong)n);
        double[] matrix = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                matrix[(i * n) + j] = matrix[(j * n) + i] = random.NextGaussian();
            }
        }

        (double[] values, double[] vectors) = SymmetricEigen.Decompose((double[])matrix.Clone(), n);
        Assert.Equal(values.OrderDescending(), values);
        for (int k = 0; k < n; k++)
        {
            double length = 0;
            for (int i = 0; i < n; i++)
            {
                double product = 0;
                for (int j = 0; j < n; j++)
                {
                    product += matrix[(i * n) + j] * vectors[(k * n) + j];
                }

                Assert.Equal(values[k] * vectors[(k * n) + i], product, 1e-9);
                length += vectors[(k * n) + i] * vectors[(k * n) + i];
            }

            Assert.Equal(1, length, 1e-10);
        }
    }

    [Fact]
    public void Decompose_diagonal_matrix_sorts_it()
    {
        double[] matrix = [1, 0, 0, 0, 5, 0, 0, 0, 3];
        (double[] values, _) = SymmetricEigen.Decompose(matrix, 3);
        Assert.Equal([5, 3, 1], values);
    }
}
