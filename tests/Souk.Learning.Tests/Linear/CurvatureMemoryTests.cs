using FsCheck;
using FsCheck.Fluent;
using Souk.Learning.Linear;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Linear;

public class CurvatureMemoryTests
{
    private const int Capacity = 10;

    [Fact]
    public void Direction_equals_the_two_loop_recursion() => Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
    {
        var random = new SeededRandom(seed);
        int n = 20 + random.Next(5000);
        int steps = random.Next(2 * Capacity);
        double[] curve = [.. Draw(n, ref random).Select(g => 0.5 + Math.Abs(g))];
        List<(double[] Step, double[] Change)> past = [];
        var one = new CurvatureMemory(n, 1);
        var two = new CurvatureMemory(n, 2);
        double[] point = Draw(n, ref random);
        double[] gradient = Gradient(curve, point);
        for (int s = 0; s < steps; s++)
        {
            double[] next = Draw(n, ref random);
            double[] nextGradient = Gradient(curve, next);
            one.Remember(point, gradient, next, nextGradient);
            two.Remember(point, gradient, next, nextGradient);
            past.Add((Minus(next, point), Minus(nextGradient, gradient)));
            (point, gradient) = (next, nextGradient);
        }

        double[] expected = TwoLoops([.. past.TakeLast(Capacity)], gradient);
        double[] found = new double[n];
        double[] onTwoThreads = new double[n];
        one.Direction(gradient, found);
        two.Direction(gradient, onTwoThreads);
        Assert.Equal(found, onTwoThreads);
        for (int i = 0; i < n; i++)
        {
            Assert.Equal(expected[i], found[i], 1e-8);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Remember_a_step_without_curvature_starts_afresh()
    {
        var memory = new CurvatureMemory(2, 1);
        memory.Remember([0, 0], [0, 0], [1, 1], [1, 2]);
        Assert.Equal(1, memory.Count);
        memory.Remember([0, 0], [0, 0], [1, 1], [-1, -2]);
        Assert.Equal(0, memory.Count);
        double[] direction = new double[2];
        memory.Direction([3, 4], direction);
        Assert.Equal([-3, -4], direction);
    }

    /// <summary>The textbook's algorithm on whole vectors.</summary>
    private static double[] TwoLoops((double[] Step, double[] Change)[] past, double[] gradient)
    {
        double[] direction = [.. gradient.Select(g => -g)];
        double[] alphas = new double[past.Length];
        for (int i = past.Length - 1; i >= 0; i--)
        {
            alphas[i] = Dot(past[i].Step, direction) / Dot(past[i].Step, past[i].Change);
            direction = Add(direction, past[i].Change, -alphas[i]);
        }

        if (past.Length > 0)
        {
            (double[] step, double[] change) = past[^1];
            double scale = Dot(step, change) / Dot(change, change);
            direction = [.. direction.Select(d => d * scale)];
        }

        for (int i = 0; i < past.Length; i++)
        {
            double beta = Dot(past[i].Change, direction) / Dot(past[i].Step, past[i].Change);
            direction = Add(direction, past[i].Step, alphas[i] - beta);
        }

        return direction;
    }

    private static double[] Draw(int n, ref SeededRandom random)
    {
        double[] drawn = new double[n];
        for (int i = 0; i < n; i++)
        {
            drawn[i] = random.NextGaussian();
        }

        return drawn;
    }

    private static double[] Gradient(double[] curve, double[] point) => [.. curve.Zip(point, (c, p) => c * p)];

    private static double[] Minus(double[] a, double[] b) => Add(a, b, -1);

    private static double[] Add(double[] a, double[] b, double share) => [.. a.Zip(b, (x, y) => x + (share * y))];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
