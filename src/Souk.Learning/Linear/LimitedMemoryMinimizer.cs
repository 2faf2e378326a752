using System.Numerics.Tensors;

namespace Souk.Learning.Linear;

/// <summary>
/// L-BFGS (Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", 1989) with a line search
/// for the weak Wolfe conditions by bracketing. For smooth functions that are bounded below.
/// </summary>
internal sealed class LimitedMemoryMinimizer
{
    /// <summary>How many past steps make up the picture of the curvature.</summary>
    private const int Memory = 10;

    /// <summary>A step must bring this share of what the slope promises.</summary>
    private const double EnoughFall = 1e-4;

    /// <summary>And must leave at most this share of the slope.</summary>
    private const double EnoughCurve = 0.9;

    private const int MaxTrials = 40;

    private readonly Func<double[], double[], double> _function;
    private readonly List<(double[] Step, double[] Change, double Inverse)> _past = [];

    /// <summary>Minimises a function that gives its value at a point and writes its gradient.</summary>
    public LimitedMemoryMinimizer(Func<double[], double[], double> function) => _function = function;

    /// <summary>Moves the point to a minimum and says after how many iterations.</summary>
    /// <param name="point">Where to start; where the minimum is.</param>
    /// <param name="maxIterations">When to give up.</param>
    /// <param name="tolerance">The gradient's length to reach, as a share of its length at the start.</param>
    /// <param name="report">Told the iteration and the value after each.</param>
    /// <param name="cancellation">Ends the search early.</param>
    public int Minimize(
        double[] point, int maxIterations, double tolerance, Action<int, double>? report,
        CancellationToken cancellation)
    {
        double[] gradient = new double[point.Length];
        double value = _function(point, gradient);
        double enough = tolerance * Math.Max(TensorPrimitives.Norm<double>(gradient), 1e-12);
        for (int iteration = 1; iteration <= maxIterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            double length = TensorPrimitives.Norm<double>(gradient);
            if (length <= enough)
            {
                return iteration - 1;
            }

            double[] direction = Direction(gradient);
            double first = _past.Count == 0 ? Math.Min(1, 1 / length) : 1;
            (double[] Point, double[] Gradient, double Value)? found = Search(point, gradient, value, direction, first);
            if (found is not { } next)
            {
                return iteration - 1;
            }

            Remember(point, gradient, next.Point, next.Gradient);
            next.Point.CopyTo(point, 0);
            gradient = next.Gradient;
            value = next.Value;
            report?.Invoke(iteration, value);
        }

        return maxIterations;
    }

    /// <summary>The two-loop recursion.</summary>
    private double[] Direction(double[] gradient)
    {
        double[] direction = new double[gradient.Length];
        TensorPrimitives.Negate(gradient, direction);
        double[] shares = new double[_past.Count];
        for (int i = _past.Count - 1; i >= 0; i--)
        {
            shares[i] = _past[i].Inverse * TensorPrimitives.Dot<double>(_past[i].Step, direction);
            TensorPrimitives.MultiplyAdd(_past[i].Change, -shares[i], direction, direction);
        }

        if (_past.Count > 0)
        {
            (double[] _, double[] change, double inverse) = _past[^1];
            double scale = 1 / (inverse * TensorPrimitives.SumOfSquares<double>(change));
            TensorPrimitives.Multiply(direction, scale, direction);
        }

        for (int i = 0; i < _past.Count; i++)
        {
            double back = _past[i].Inverse * TensorPrimitives.Dot<double>(_past[i].Change, direction);
            TensorPrimitives.MultiplyAdd(_past[i].Step, shares[i] - back, direction, direction);
        }

        return direction;
    }

    /// <summary>Doubles or halves the step until it satisfies both conditions; null when no step lowers the value any
    /// more, which means that the precision of doubles is used up.</summary>
    private (double[] Point, double[] Gradient, double Value)? Search(
        double[] point, double[] gradient, double value, double[] direction, double first)
    {
        double slope = TensorPrimitives.Dot<double>(gradient, direction);
        double low = 0;
        double high = double.PositiveInfinity;
        double step = first;
        double[] trial = new double[point.Length];
        double[] trialGradient = new double[point.Length];
        (double[], double[], double)? best = null;
        for (int i = 0; i < MaxTrials; i++)
        {
            TensorPrimitives.MultiplyAdd(direction, step, point, trial);
            double reached = _function(trial, trialGradient);
            if (!(reached <= value + (EnoughFall * step * slope)))
            {
                high = step;
            }
            else
            {
                bool done = TensorPrimitives.Dot<double>(trialGradient, direction) >= EnoughCurve * slope;
                best = ((double[])trial.Clone(), (double[])trialGradient.Clone(), reached);
                if (done)
                {
                    return best;
                }

                low = step;
            }

            step = double.IsPositiveInfinity(high) ? 2 * step : (low + high) / 2;
        }

        return best;
    }

    private void Remember(double[] point, double[] gradient, double[] nextPoint, double[] nextGradient)
    {
        double[] step = new double[point.Length];
        double[] change = new double[point.Length];
        TensorPrimitives.Subtract(nextPoint, point, step);
        TensorPrimitives.Subtract(nextGradient, gradient, change);
        double curvature = TensorPrimitives.Dot<double>(step, change);
        if (curvature <= 1e-12 * TensorPrimitives.SumOfSquares<double>(change))
        {
            return;
        }

        if (_past.Count == Memory)
        {
            _past.RemoveAt(0);
        }

        _past.Add((step, change, 1 / curvature));
    }
}
