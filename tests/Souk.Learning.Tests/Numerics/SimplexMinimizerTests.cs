using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Numerics;

public sealed class SimplexMinimizerTests
{
    [Fact]
    public void SimplexMinimizer_finds_the_valley_of_Rosenbrock()
    {
        double[] point = [-1.2, 1];
        SimplexMinimizer.Minimize(Rosenbrock, point, 0.5, 1e-14);
        Assert.Equal(1, point[0], 1e-5);
        Assert.Equal(1, point[1], 1e-5);
    }

    private static double Rosenbrock(double[] p)
    {
        double u = p[1] - (p[0] * p[0]);
        return (100 * u * u) + ((1 - p[0]) * (1 - p[0]));
    }
}
