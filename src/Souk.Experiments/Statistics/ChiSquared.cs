using Souk.Learning.Numerics;

namespace Souk.Experiments.Statistics;

/// <summary>The chi-squared distribution, by the regularised incomplete gamma function: its series below the mean,
/// Lentz's continued fraction above (Numerical Recipes, 2007, 6.2).</summary>
public static class ChiSquared
{
    private const int MaxTerms = 1_000;
    private const double Tiny = 1e-300;

    /// <summary>P(X ≥ <paramref name="x"/>).</summary>
    /// <param name="x">At least 0.</param>
    /// <param name="degrees">Degrees of freedom, at least 1.</param>
    public static double UpperTail(double x, int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        double a = degrees / 2.0;
        double half = x / 2;
        if (half == 0)
        {
            return 1;
        }

        double front = Math.Exp((a * Math.Log(half)) - half - SpecialFunctions.LogGamma(a));
        return half < a + 1 ? 1 - (front * Series(a, half)) : front * Fraction(a, half);
    }

    private static double Series(double a, double x)
    {
        double term = 1 / a;
        double sum = term;
        for (int n = 1; n < MaxTerms && term > sum * 1e-16; n++)
        {
            term *= x / (a + n);
            sum += term;
        }

        return sum;
    }

    private static double Fraction(double a, double x)
    {
        double b = x + 1 - a;
        double c = 1 / Tiny;
        double d = 1 / b;
        double h = d;
        for (int i = 1; i < MaxTerms; i++)
        {
            double an = -i * (i - a);
            b += 2;
            d = (an * d) + b;
            d = 1 / (Math.Abs(d) < Tiny ? Tiny : d);
            c = b + (an / c);
            c = Math.Abs(c) < Tiny ? Tiny : c;
            double delta = d * c;
            h *= delta;
            if (Math.Abs(delta - 1) < 1e-15)
            {
                break;
            }
        }

        return h;
    }
}
