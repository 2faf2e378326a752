namespace Souk.Recommend.Online;

/// <summary>What the arena keeps of a surface's online stage.</summary>
internal struct OnlineBlock
{
    /// <summary>The weights, a paged array of <see cref="OnlineWeight"/>.</summary>
    public uint Weights;

    /// <summary>What is one subject's alone, a <see cref="PersonalBlock"/>.</summary>
    public uint Personal;

    /// <summary>The impressions that wait, by pair.</summary>
    public uint Index;
    public uint Oldest;
    public uint Newest;
    public int Waiting;
    public int Dropped;

    /// <summary>The version of the ranker that is corrected; 0 for none.</summary>
    public int Model;

    /// <summary>The position from which it is in force.</summary>
    public long ModelFrom;
    public long Learned;
    public long Goals;
}
