namespace Souk.Learning.Numerics;

/// <summary>The few functions beyond <see cref="Math"/> that likelihoods need.</summary>
public static class SpecialFunctions
{
    // Terms of the hypergeometric series; at 0.999 it needs about 35,000 of them for 1e-15.
    private const int MostTerms = 1_000_000;

    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>ln Γ(x) for x above 0, to about 14 digits (Lanczos, 1964).</summary>
    public static double LogGamma(double x)
    {
        if (x < 0.5)
        {
            return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - LogGamma(1 - x);
        }

        double sum = Lanczos[0];
        for (int i = 1; i < Lanczos.Length; i++)
        {
            sum += Lanczos[i] / (x - 1 + i);
        }

        double t = x + 6.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((x - 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }

    /// <summary>ln B(a, b) for a and b above 0.</summary>
    public static double LogBeta(double a, double b) => LogGamma(a) + LogGamma(b) - LogGamma(a + b);

    /// <summary>The regularized incomplete beta function, the chance that a beta variable with a and b above 0 is at
    /// most x, by Lentz's continued fraction.</summary>
    public static double RegularizedBeta(double a, double b, double x)
    {
        if (x <= 0 || x >= 1)
        {
            return x <= 0 ? 0 : 1;
        }

        // On the other side of the mean the fraction of the complement converges faster.
        double front = Math.Exp((a * Math.Log(x)) + (b * Math.Log(1 - x)) - LogBeta(a, b));
        return x < (a + 1) / (a + b + 2)
            ? front * BetaFraction(a, b, x) / a : 1 - (front * BetaFraction(b, a, 1 - x) / b);
    }

    private static double BetaFraction(double a, double b, double x)
    {
        const double Tiny = 1e-300;
        double c = 1;
        double d = 1 - ((a + b) * x / (a + 1));
        d = 1 / (Math.Abs(d) < Tiny ? Tiny : d);
        double fraction = d;
        for (int m = 1; m < MostTerms; m++)
        {
            double even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            double odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            foreach (double step in (ReadOnlySpan<double>)[even, odd])
            {
                d = 1 + (step * d);
                d = 1 / (Math.Abs(d) < Tiny ? Tiny : d);
                c = 1 + (step / c);
                c = Math.Abs(c) < Tiny ? Tiny : c;
                fraction *= c * d;
            }

            if (Math.Abs((c * d) - 1) < 1e-14)
            {
                return fraction;
            }
        }

        throw new ArithmeticException($"The incomplete beta function of {a}, {b} at {x} does not converge.");
    }

    /// <summary>Gauss's hypergeometric function ₂F₁(a, b; c; z) for 0 ≤ z &lt; 1, by its series, after Euler's
    /// transformation where that converges faster. c must not be 0 or a negative whole number.</summary>
    public static double Hypergeometric(double a, double b, double c, double z)
    {
        if (a + b > c)
        {
            return Math.Pow(1 - z, c - a - b) * Series(c - a, c - b, c, z);
        }

        return Series(a, b, c, z);
    }

    private static double Series(double a, double b, double c, double z)
    {
        double sum = 1;
        double term = 1;
        for (int n = 0; n < MostTerms; n++)
        {
            term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z;
            sum += term;
            // Early terms may be small by a change of sign, so only stop where the terms fall for good.
            if (Math.Abs(term) <= 1e-16 * Math.Abs(sum) && n > Math.Abs(a) + Math.Abs(b) + Math.Abs(c))
            {
                return sum;
            }
        }

        throw new ArithmeticException($"2F1({a}, {b}; {c}; {z}) does not converge.");
    }
}
