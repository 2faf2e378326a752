namespace Souk.Learning.WeakSupervision;

/// <summary>Settings of <see cref="LabelModel"/>.</summary>
public sealed record LabelModelOptions
{
    /// <summary>How often a function is right when it speaks, before anything is known of it: above 0, below 1.
    /// Default 0.8.</summary>
    public double PriorAccuracy { get; init; } = 0.8;

    /// <summary>How many votes the prior accuracy weighs, for each function, above 0. Default 300: functions that speak
    /// rarely stay near it, those that speak often are judged by whom they agree with.</summary>
    public double PriorVotes { get; init; } = 300;

    /// <summary>How many unlabelled rows a row of the gold sample counts for, above 0, up to 1,000. Default 30: few as
    /// they are, gold rows know what the others only let guess.</summary>
    public double GoldWeight { get; init; } = 30;

    /// <summary>Shares of the classes if they are known (from a gold sample, say), adding up to 1; null (the default)
    /// to estimate them from the votes.</summary>
    public IReadOnlyList<double>? Balance { get; init; }

    /// <summary>Shares of the classes among rows that no function speaks about, adding up to 1, as a gold sample shows
    /// them; null (the default) to take the balance. Such rows are often unlike the others.</summary>
    public IReadOnlyList<double>? SilentBalance { get; init; }

    /// <summary>The most rounds, from 1. Default 100.</summary>
    public int MaximumIterations { get; init; } = 100;

    /// <summary>Ends when no probability of a class changes by more than this, above 0. Default 0.0001.</summary>
    public double Tolerance { get; init; } = 1e-4;

    internal void Validate(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(PriorAccuracy);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(PriorAccuracy, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(PriorVotes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(GoldWeight);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(GoldWeight, 1_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumIterations, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Tolerance);
        CheckShares(Balance, classes);
        CheckShares(SilentBalance, classes);
    }

    internal static void CheckShares(IReadOnlyList<double>? shares, int classes)
    {
        if (shares is not null
            && (shares.Count != classes || shares.Any(s => !(s > 0)) || Math.Abs(shares.Sum() - 1) > 1e-6))
        {
            throw new ArgumentException($"A balance needs {classes} shares above 0 that add up to 1.", nameof(shares));
        }
    }
}
