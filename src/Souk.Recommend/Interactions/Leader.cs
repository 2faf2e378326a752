namespace Souk.Recommend.Interactions;

/// <summary>A place in a list of trends.</summary>
internal struct Leader
{
    public uint Object;
    public uint Unused;
    public double Trend;
}
