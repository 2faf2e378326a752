namespace Souk.Bench;

/// <summary>One figure of a benchmark beside what others report.</summary>
/// <param name="Method">The method, for example "iALS, 64 factors".</param>
/// <param name="Metric">The metric, for example "recall@20" or "s per iteration".</param>
/// <param name="Ours">Our figure.</param>
/// <param name="Reference">What it is held against, with its source, for example "implicit .1491", or null.</param>
/// <param name="AtLeast">The figure that must be reached, or NaN.</param>
/// <param name="HigherIsBetter">Whether a larger figure is better.</param>
/// <param name="Seconds">How long training and evaluation took, in seconds.</param>
/// <param name="Settings">The settings that were used, and how they were chosen.</param>
public sealed record BenchmarkRow(
    string Method,
    string Metric,
    double Ours,
    string? Reference = null,
    double AtLeast = double.NaN,
    bool HigherIsBetter = true,
    double Seconds = double.NaN,
    string Settings = "")
{
    /// <summary>The figure that is aimed at beyond what must be reached, or NaN (the default).</summary>
    public double Aim { get; init; } = double.NaN;

    /// <summary>Whether there is a figure that must be reached.</summary>
    public bool HasMark => !double.IsNaN(AtLeast);

    /// <summary>Whether our figure is at least the one that must be reached, or there is none.</summary>
    public bool IsReached => !HasMark || IsAsGoodAs(AtLeast);

    /// <summary>"aim" or "yes" if our figure is as good as the aim or the mark, "no" if it is not, empty without a
    /// mark.</summary>
    public string Verdict =>
        !double.IsNaN(Aim) && IsAsGoodAs(Aim) ? "aim" : !HasMark ? string.Empty : IsReached ? "yes" : "no";

    private bool IsAsGoodAs(double figure) => HigherIsBetter ? Ours >= figure : Ours <= figure;
}
