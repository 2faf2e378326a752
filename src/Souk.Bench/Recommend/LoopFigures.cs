namespace Souk.Bench.Recommend;

/// <summary>What came of showing items in a closed loop.</summary>
/// <param name="Shown">How many items were shown.</param>
/// <param name="TrueValue">The sum of what showing them was truly worth.</param>
/// <param name="BestValue">The same of the best items that could have been shown.</param>
/// <param name="Bought">How many were bought.</param>
internal readonly record struct LoopFigures(long Shown, double TrueValue, double BestValue, long Bought)
{
    /// <summary>What an impression was worth.</summary>
    internal double PerImpression => TrueValue / Shown;

    /// <summary>The share of the best possible value that was missed.</summary>
    internal double Regret => 1 - (TrueValue / BestValue);

    public static LoopFigures operator +(LoopFigures a, LoopFigures b) =>
        new(a.Shown + b.Shown, a.TrueValue + b.TrueValue, a.BestValue + b.BestValue, a.Bought + b.Bought);

    public static LoopFigures operator -(LoopFigures a, LoopFigures b) =>
        new(a.Shown - b.Shown, a.TrueValue - b.TrueValue, a.BestValue - b.BestValue, a.Bought - b.Bought);
}
