using FsCheck;
using FsCheck.Fluent;
using Souk.Learning.Linear;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Linear;

public class LimitedMemoryMinimizerTests
{
    [Fact]
    public void Minimize_Quadratic_FindsTheClosedForm() => Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
    {
        var random = new SeededRandom(seed);
        int n = 1 + random.Next(40);
        double[] curve = new double[n];
        double[] target = new double[n];
        for (int i = 0; i < n; i++)
        {
            curve[i] = Math.Pow(10, (random.NextDouble() * 3) - 1);
            target[i] = random.NextGaussian();
        }

        double[] point = new double[n];
        new LimitedMemoryMinimizer(Function).Minimize(point, 1000, 1e-10, null, CancellationToken.None);
        for (int i = 0; i < n; i++)
        {
            Assert.Equal(target[i], point[i], 1e-6);
        }

        double Function(double[] x, double[] gradient)
        {
            double value = 0;
            for (int i = 0; i < n; i++)
            {
                gradient[i] = curve[i] * (x[i] - target[i]);
                value += gradient[i] * (x[i] - target[i]) / 2;
            }

            return value;
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Minimize_Rosenbrock_FindsTheValleyFloor()
    {
        double[] point = [-1.2, 1];
        int iterations = new LimitedMemoryMinimizer((x, gradient) =>
        {
            double a = 1 - x[0];
            double b = x[1] - (x[0] * x[0]);
            gradient[0] = (-2 * a) - (400 * x[0] * b);
            gradient[1] = 200 * b;
            return (a * a) + (100 * b * b);
        }).Minimize(point, 200, 1e-12, null, CancellationToken.None);
        Assert.Equal(1, point[0], 1e-6);
        Assert.Equal(1, point[1], 1e-6);
        Assert.InRange(iterations, 5, 100);
    }
}
