using System.Runtime.CompilerServices;

namespace Souk.Recommend.Interactions;

/// <summary>How well an attribute of objects, such as the price, foretells what reaching the goal is worth: sums over
/// the goals with objects that had it.</summary>
internal struct ValueScale
{
    /// <summary>The attributes that are tried: the first so many that are amounts or numbers.</summary>
    internal const int MaxAttributes = 4;

    // Fewer goals say little of a spread.
    private const int LeastGoals = 20;

    // An attribute must explain at least half of the spread of the values (of their logarithms, since values of goods
    // are spread over decades).
    private const double MostUnexplained = 0.5;

    public long Count;
    public double Values;
    public double Amounts;
    public double ValueLogs;
    public double ValueSquares;
    public double RatioLogs;
    public double RatioSquares;

    /// <summary>Takes in a goal that was worth a value with an object that had an amount; both above 0.</summary>
    internal void Add(double value, double amount)
    {
        double logValue = Math.Log(value);
        double logRatio = Math.Log(value / amount);
        Count++;
        Values += value;
        Amounts += amount;
        ValueLogs += logValue;
        ValueSquares += logValue * logValue;
        RatioLogs += logRatio;
        RatioSquares += logRatio * logRatio;
    }

    /// <summary>The value for each unit of the amount.</summary>
    internal readonly double Rate => Values / Amounts;

    /// <summary>The share of the spread of values that the amount leaves unexplained; 1 where it is of no
    /// use.</summary>
    internal readonly double Unexplained()
    {
        double spread = ValueSquares - (ValueLogs * ValueLogs / Math.Max(1, Count));
        double left = RatioSquares - (RatioLogs * RatioLogs / Math.Max(1, Count));
        double share = spread <= 0 ? 1 : Math.Max(0, left) / spread;
        return Count >= LeastGoals && share <= MostUnexplained ? share : 1;
    }

    /// <summary>One for each attribute that is tried.</summary>
    [InlineArray(MaxAttributes)]
    internal struct Tried
    {
        private ValueScale _first;
    }
}
