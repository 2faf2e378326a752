using System.Globalization;

namespace Souk.Bench.Recommend;

/// <summary>The mean of a figure over markets made from different seeds, with the interval in which the mean of all
/// such markets lies with 95 % confidence (Student's t).</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Lower">The lower end.</param>
/// <param name="Upper">The upper end.</param>
internal readonly record struct SeedSpread(double Mean, double Lower, double Upper)
{
    // The quantile .975 of Student's t by degrees of freedom, from 1.
    private static readonly double[] _quantiles = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

    /// <summary>That of figures, one a seed, 2 to 10.</summary>
    internal static SeedSpread Of(IReadOnlyList<double> figures)
    {
        double mean = figures.Average();
        double variance = figures.Sum(f => (f - mean) * (f - mean)) / (figures.Count - 1);
        double half = _quantiles[figures.Count - 2] * Math.Sqrt(variance / figures.Count);
        return new SeedSpread(mean, mean - half, mean + half);
    }

    /// <summary>That of ratios by their logarithms: the geometric mean, for which twice as much here and half as much
    /// there are nothing gained, and one lucky market does not drown the others.</summary>
    /// <param name="figures">The numerators, one a seed, above 0.</param>
    /// <param name="others">The denominators, above 0.</param>
    internal static SeedSpread OfRatios(IReadOnlyList<double> figures, IReadOnlyList<double> others)
    {
        SeedSpread logs = Of([.. figures.Zip(others, (f, o) => Math.Log(f / o))]);
        return new SeedSpread(Math.Exp(logs.Mean), Math.Exp(logs.Lower), Math.Exp(logs.Upper));
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"95 % interval {Lower:0.000} to {Upper:0.000}");
}
