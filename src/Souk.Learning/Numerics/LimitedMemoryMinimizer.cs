using System.Numerics.Tensors;

namespace Souk.Learning.Numerics;

/// <summary>
/// L-BFGS (Liu and Nocedal, 1989): minimizes a smooth function of many variables from its gradient, remembering the last
/// few steps. Backtracks to sufficient decrease (Armijo); steps without positive curvature are not remembered, so it
/// never climbs on functions that are not convex.
/// </summary>
internal static class LimitedMemoryMinimizer
{
    private const int Remembered = 6;
    private const double SufficientDecrease = 1e-4;
    private const int MostHalvings = 50;

    /// <summary>Writes the gradient at a point and returns the value there.</summary>
    public delegate double Function(double[] point, double[] gradient);

    /// <summary>Moves a point to a minimum near it.</summary>
    /// <param name="function">The function; a value that is not finite is stepped back from.</param>
    /// <param name="point">The start; holds the minimum afterwards.</param>
    /// <param name="maximumIterations">The most steps.</param>
    /// <param name="tolerance">Ends when no part of the gradient is larger than this.</param>
    /// <param name="onIteration">Told the number of the step and the value; returns false to end.</param>
    /// <returns>The value at the minimum.</returns>
    public static double Minimize(
        Function function,
        double[] point,
        int maximumIterations,
        double tolerance,
        Func<int, double, bool>? onIteration = null)
    {
        int n = point.Length;
        double[] gradient = new double[n];
        double[] nextPoint = new double[n];
        double[] nextGradient = new double[n];
        double[] direction = new double[n];
        var history = new History(n);
        double value = function(point, gradient);
        for (int iteration = 1; iteration <= maximumIterations; iteration++)
        {
            if (TensorPrimitives.MaxMagnitude<double>(gradient) is double largest && Math.Abs(largest) <= tolerance)
            {
                return value;
            }

            double slope = history.Direction(gradient, direction);
            double step = history.Count == 0 ? Math.Min(1, 1 / TensorPrimitives.Norm<double>(gradient)) : 1;
            double next = double.NaN;
            int halvings = 0;
            for (; halvings < MostHalvings; halvings++, step *= 0.5)
            {
                TensorPrimitives.MultiplyAdd(direction, step, point, nextPoint);
                next = function(nextPoint, nextGradient);
                if (double.IsFinite(next) && next <= value + (SufficientDecrease * step * slope))
                {
                    break;
                }
            }

            if (halvings == MostHalvings)
            {
                // No step helps: the minimum to the precision of the function. The last try was not better: keep the point.
                return value;
            }

            history.Remember(point, nextPoint, gradient, nextGradient);
            (value, double before) = (next, value);
            nextPoint.CopyTo(point, 0);
            nextGradient.CopyTo(gradient, 0);
            bool goOn = onIteration?.Invoke(iteration, value) ?? true;
            if (!goOn || before - value <= 1e-13 * Math.Max(1, Math.Abs(value)))
            {
                return value;
            }
        }

        return value;
    }

    /// <summary>The last steps and the changes of the gradient along them.</summary>
    private sealed class History(int size)
    {
        private readonly List<(double[] Step, double[] Change, double Curvature)> _pairs = [];

        public int Count => _pairs.Count;

        /// <summary>Writes the downhill direction (two-loop recursion) and returns the slope along it, negative.</summary>
        public double Direction(double[] gradient, double[] direction)
        {
            TensorPrimitives.Negate(gradient, direction);
            Span<double> alphas = stackalloc double[Remembered];
            for (int i = _pairs.Count - 1; i >= 0; i--)
            {
                (double[] step, double[] change, double curvature) = _pairs[i];
                alphas[i] = TensorPrimitives.Dot<double>(step, direction) / curvature;
                TensorPrimitives.MultiplyAdd(change, -alphas[i], direction, direction);
            }

            if (_pairs.Count > 0)
            {
                (_, double[] change, double curvature) = _pairs[^1];
                TensorPrimitives.Multiply(
                    direction, curvature / TensorPrimitives.SumOfSquares<double>(change), direction);
            }

            for (int i = 0; i < _pairs.Count; i++)
            {
                (double[] step, double[] change, double curvature) = _pairs[i];
                double beta = TensorPrimitives.Dot<double>(change, direction) / curvature;
                TensorPrimitives.MultiplyAdd(step, alphas[i] - beta, direction, direction);
            }

            return TensorPrimitives.Dot<double>(direction, gradient);
        }

        public void Remember(double[] point, double[] nextPoint, double[] gradient, double[] nextGradient)
        {
            (double[] step, double[] change) = (new double[size], new double[size]);
            if (_pairs.Count == Remembered)
            {
                (step, change, _) = _pairs[0];
                _pairs.RemoveAt(0);
            }

            TensorPrimitives.Subtract(nextPoint, point, step);
            TensorPrimitives.Subtract(nextGradient, gradient, change);
            double curvature = TensorPrimitives.Dot<double>(step, change);
            if (curvature > 1e-10 * TensorPrimitives.SumOfSquares<double>(change))
            {
                _pairs.Add((step, change, curvature));
            }
        }
    }
}
