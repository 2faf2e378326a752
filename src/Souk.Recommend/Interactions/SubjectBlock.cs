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
    public int Unused;
    public long FirstSeen;
}
