using Souk.Core.State;

namespace Souk.Recommend.Interactions;

/// <summary>The list of trends of one group.</summary>
internal struct LeaderBlock
{
    public ChainLink Link;
    public long Value;
    public int Attribute;
    public int Count;
    public uint List;
    public uint Unused;
}
