namespace Souk.Learning.Numerics;

/// <summary>
/// The downhill simplex (Nelder and Mead, 1965), restarted until a restart no longer helps: minimizes a function of a
/// few variables from its values only. Meant for up to about six variables.
/// </summary>
internal static class SimplexMinimizer
{
    private const int MostRestarts = 20;
    private const int StepsPerVariable = 400;

    /// <summary>Moves a point to a minimum near it and returns the value there.</summary>
    /// <param name="function">The function; where it is not finite the simplex does not go.</param>
    /// <param name="point">The start; holds the minimum afterwards.</param>
    /// <param name="size">The first step in every variable.</param>
    /// <param name="tolerance">Ends when the values at the corners differ by less than this share.</param>
    public static double Minimize(Func<double[], double> function, double[] point, double size, double tolerance)
    {
        double best = double.PositiveInfinity;
        for (int restart = 0; restart < MostRestarts; restart++)
        {
            double value = Run(function, point, size, tolerance);
            if (!(best - value > tolerance * Math.Abs(value)))
            {
                return value;
            }

            best = value;
        }

        return best;
    }

    private static double Run(Func<double[], double> function, double[] point, double size, double tolerance)
    {
        int n = point.Length;
        double[][] corners = new double[n + 1][];
        double[] values = new double[n + 1];
        for (int i = 0; i <= n; i++)
        {
            corners[i] = (double[])point.Clone();
            if (i > 0)
            {
                corners[i][i - 1] += size;
            }

            values[i] = Value(function, corners[i]);
        }

        for (int step = 0; step < StepsPerVariable * n; step++)
        {
            Array.Sort(values, corners);
            if (values[n] - values[0] <= tolerance * Math.Abs(values[0]) && Width(corners) < 1e-6)
            {
                break;
            }

            Step(function, corners, values);
        }

        Array.Sort(values, corners);
        corners[0].CopyTo(point, 0);
        return values[0];
    }

    private static void Step(Func<double[], double> function, double[][] corners, double[] values)
    {
        int n = corners.Length - 1;
        double[] centre = new double[n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                centre[j] += corners[i][j] / n;
            }
        }

        double[] reflected = Along(centre, corners[n], -1);
        double value = Value(function, reflected);
        if (value < values[0])
        {
            double[] expanded = Along(centre, corners[n], -2);
            double further = Value(function, expanded);
            (corners[n], values[n]) = further < value ? (expanded, further) : (reflected, value);
            return;
        }

        if (value < values[n - 1])
        {
            (corners[n], values[n]) = (reflected, value);
            return;
        }

        double[] contracted = value < values[n] ? Along(centre, reflected, 0.5) : Along(centre, corners[n], 0.5);
        double nearer = Value(function, contracted);
        if (nearer < Math.Min(value, values[n]))
        {
            (corners[n], values[n]) = (contracted, nearer);
            return;
        }

        for (int i = 1; i <= n; i++)
        {
            corners[i] = Along(corners[0], corners[i], 0.5);
            values[i] = Value(function, corners[i]);
        }
    }

    /// <summary>The point at a share of the way from the centre to a corner; negative lies on the other side.</summary>
    private static double[] Along(double[] centre, double[] corner, double share)
    {
        double[] point = new double[centre.Length];
        for (int j = 0; j < point.Length; j++)
        {
            point[j] = centre[j] + (share * (corner[j] - centre[j]));
        }

        return point;
    }

    private static double Value(Func<double[], double> function, double[] point)
    {
        double value = function(point);
        return double.IsFinite(value) ? value : double.PositiveInfinity;
    }

    private static double Width(double[][] corners)
    {
        double width = 0;
        for (int i = 1; i < corners.Length; i++)
        {
            for (int j = 0; j < corners[0].Length; j++)
            {
                width = Math.Max(width, Math.Abs(corners[i][j] - corners[0][j]));
            }
        }

        return width;
    }
}
