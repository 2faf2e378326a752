using System.Numerics.Tensors;

namespace Souk.Learning.Linear;

/// <summary>
/// L-BFGS (Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", 1989) with a line search
/// for the weak Wolfe conditions by bracketing. For smooth functions that are bounded below.
/// </summary>
internal sealed class LimitedMemoryMinimizer
{
    /// <summary>A step must bring this share of what the slope promises.</summary>
    private const double EnoughFall = 1e-4;

    /// <summary>And must leave at most this share of the slope.</summary>
    private const double EnoughCurve = 0.9;

    private const int MaxTrials = 40;

    private readonly Func<double[], double[], double> _function;
    private readonly int _threads;
    private Place _current = new(0);
    private Place _trial = new(0);
    private Place _best = new(0);

    /// <summary>Minimises a function that gives its value at a point and writes its whole gradient.</summary>
    /// <param name="function">The function.</param>
    /// <param name="threads">The number of threads, 0 for one per processor; it does not change the result.</param>
    public LimitedMemoryMinimizer(Func<double[], double[], double> function, int threads = 0)
    {
        _function = function;
        _threads = threads;
    }

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
        (_current, _trial, _best) = (new Place(point.Length), new Place(point.Length), new Place(point.Length));
        point.CopyTo(_current.Point, 0);
        _current.Value = _function(_current.Point, _current.Gradient);
        var memory = new CurvatureMemory(point.Length, _threads);
        double[] direction = new double[point.Length];
        double enough = tolerance * Math.Max(TensorPrimitives.Norm<double>(_current.Gradient), 1e-12);
        int iterations = 0;
        while (iterations < maxIterations)
        {
            cancellation.ThrowIfCancellationRequested();
            double length = TensorPrimitives.Norm<double>(_current.Gradient);
            if (length <= enough)
            {
                break;
            }

            memory.Direction(_current.Gradient, direction);
            if (!Search(direction, memory.Count == 0 ? Math.Min(1, 1 / length) : 1))
            {
                break;
            }

            memory.Remember(_current.Point, _current.Gradient, _best.Point, _best.Gradient);
            (_current, _best) = (_best, _current);
            iterations++;
            report?.Invoke(iterations, _current.Value);
        }

        _current.Point.CopyTo(point, 0);
        return iterations;
    }

    /// <summary>Doubles or halves the step until it satisfies both conditions, and leaves the best place behind; false
    /// when no step lowers the value any more, which means that the precision of doubles is used up.</summary>
    private bool Search(double[] direction, double first)
    {
        double slope = TensorPrimitives.Dot<double>(_current.Gradient, direction);
        double low = 0;
        double high = double.PositiveInfinity;
        double step = first;
        bool found = false;
        for (int i = 0; i < MaxTrials; i++)
        {
            TensorPrimitives.MultiplyAdd(direction, step, _current.Point, _trial.Point);
            _trial.Value = _function(_trial.Point, _trial.Gradient);
            if (!(_trial.Value <= _current.Value + (EnoughFall * step * slope)))
            {
                high = step;
            }
            else
            {
                found = true;
                (_best, _trial) = (_trial, _best);
                if (TensorPrimitives.Dot<double>(_best.Gradient, direction) >= EnoughCurve * slope)
                {
                    return true;
                }

                low = step;
            }

            step = double.IsPositiveInfinity(high) ? 2 * step : (low + high) / 2;
        }

        return found;
    }

    /// <summary>A point, the function's value there and its gradient.</summary>
    private sealed class Place(int length)
    {
        public double[] Point { get; } = new double[length];

        public double[] Gradient { get; } = new double[length];

        public double Value { get; set; }
    }
}
