using Souk.Core.State;

namespace Souk.Recommend.Interactions;

/// <summary>A subject of a space.</summary>
internal struct SubjectBlock
{
    public ChainLink Link;
    public IdleLink Idle;
    public uint Subject;
    public uint Entries;
    public int Count;

    /// <summary>How many of its likings were held back as suspected or as a burst of newcomers.</summary>
    public int Held;
    public long FirstSeen;
}
