using Souk.Learning.Numerics;

namespace Souk.Learning.Linear;

/// <summary>Settings of <see cref="FtrlRegression"/>.</summary>
public sealed record FtrlOptions
{
    /// <summary>The step size of a feature that has just been met, above 0; default 0.1.</summary>
    public double Alpha { get; init; } = 0.1;

    /// <summary>Tames the first steps, above 0; default 1.</summary>
    public double Beta { get; init; } = 1;

    /// <summary>L1 penalty, 0 or more: features without enough evidence keep the weight 0; default 0.5.</summary>
    public double L1 { get; init; } = 0.5;

    /// <summary>L2 penalty, 0 or more; default 1.</summary>
    public double L2 { get; init; } = 1;

    internal void Validate()
    {
        OptionCheck.Positive(Alpha, nameof(Alpha));
        OptionCheck.Positive(Beta, nameof(Beta));
        OptionCheck.NotNegative(L1, nameof(L1));
        OptionCheck.NotNegative(L2, nameof(L2));
    }
}
