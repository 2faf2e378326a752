using Souk.Learning.Numerics;

namespace Souk.Learning.Patterns;

/// <summary>How contrast patterns are sought.</summary>
public sealed record ContrastOptions
{
    /// <summary>The most conditions of a pattern, 1 to 4. Default 3: people do not read longer ones.</summary>
    public int MaxConditions { get; init; } = 3;

    /// <summary>The fewest recent rows that a pattern must match, at least 2. Default 20.</summary>
    public int MinRows { get; init; } = 20;

    /// <summary>The least rise that is reported, above 1. Default 2: twice the share.</summary>
    public double MinRatio { get; init; } = 2;

    /// <summary>The share of false findings among those reported, in (0, 1). Default 0.05.</summary>
    public double FalseDiscoveryRate { get; init; } = 0.05;

    /// <summary>Thresholds of a numeric column, 2 to 100. Default 10.</summary>
    public int Thresholds { get; init; } = 10;

    /// <summary>The most categories of a column, 1 to 1,000. Default 50.</summary>
    public int Categories { get; init; } = 50;

    /// <summary>How many patterns of each length are extended, the most significant first, 1 to 10,000. Default
    /// 200.</summary>
    public int Beam { get; init; } = 200;

    internal void Check()
    {
        OptionCheck.Range(MaxConditions, 1, 4, nameof(MaxConditions));
        OptionCheck.Range(MinRows, 2, int.MaxValue, nameof(MinRows));
        OptionCheck.Range(MinRatio, 1.0000001, double.MaxValue, nameof(MinRatio));
        OptionCheck.Range(FalseDiscoveryRate, 1e-12, 1 - 1e-12, nameof(FalseDiscoveryRate));
        OptionCheck.Range(Thresholds, 2, 100, nameof(Thresholds));
        OptionCheck.Range(Categories, 1, 1_000, nameof(Categories));
        OptionCheck.Range(Beam, 1, 10_000, nameof(Beam));
    }
}
