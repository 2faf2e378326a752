using Souk.Core.State;

namespace Souk.Recommend.Online;

/// <summary>An impression whose goal may still follow.</summary>
internal struct PendingImpression
{
    public ChainLink Link;

    /// <summary>Subject and object, hashed.</summary>
    public ulong Pair;
    public long Time;

    /// <summary>The log-odds that the model gave.</summary>
    public double Logit;

    /// <summary>The hashed weights, 16 bits each.</summary>
    public ulong Slots;

    /// <summary>The impression that came after it.</summary>
    public uint Newer;
    public int Model;
    public int Place;
    public int IsGoal;
    public long IsLiked;
}
