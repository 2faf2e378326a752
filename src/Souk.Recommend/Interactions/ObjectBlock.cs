using Souk.Core.State;

namespace Souk.Recommend.Interactions;

/// <summary>An object of a space.</summary>
internal struct ObjectBlock
{
    public ChainLink Link;
    public IdleLink Idle;
    public uint Object;
    public uint Recent;
    public int RecentCount;
    public uint Together;
    public int TogetherCount;
    public uint Bought;
    public int BoughtCount;
    public int Shown;
    public int Liked;
    public int Reached;
    public int Held;
    public int Sessions;
    public int Baskets;
    public int Unused;
    public long FirstSeen;

    /// <summary>The decayed sum of weights as log2 of its value at the zero of log time; NegativeInfinity for
    /// none.</summary>
    public double Trend;
    public double ValueSum;
    public NewcomerGains Gains;
    public ContentTerms Terms;
}
