namespace Souk.Learning.Evaluation;

/// <summary>The standard normal distribution.</summary>
public static class NormalDistribution
{
    /// <summary>P(|Z| ≥ |z|), by the complementary error function's continued fraction or series.</summary>
    public static double TwoSidedTail(double z)
    {
        double x = Math.Abs(z) / Math.Sqrt(2);
        if (double.IsNaN(x))
        {
            return double.NaN;
        }

        return x < SeriesLimit ? 1 - SeriesErf(x) : FractionErfc(x);
    }

    /// <summary>The z with P(|Z| ≤ z) = <paramref name="level"/>, by bisection to machine accuracy.</summary>
    public static double TwoSidedQuantile(double level)
    {
        double low = 0;
        double high = 40;
        for (int i = 0; i < 100; i++)
        {
            double middle = (low + high) / 2;
            if (1 - TwoSidedTail(middle) < level)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return (low + high) / 2;
    }

    // Below it the series keeps 13 digits, above it the fraction converges in 60 terms.
    private const double SeriesLimit = 2;

    private static double SeriesErf(double x)
    {
        double term = x;
        double sum = x;
        for (int n = 1; n < 60; n++)
        {
            term *= -x * x / n;
            sum += term / ((2 * n) + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    private static double FractionErfc(double x)
    {
        double fraction = 0;
        for (int n = 60; n >= 1; n--)
        {
            fraction = n / 2.0 / (x + fraction);
        }

        return Math.Exp(-x * x) / Math.Sqrt(Math.PI) / (x + fraction);
    }
}
