namespace Souk.Core.State;

/// <summary>Where a block stands in an <see cref="IdleList"/>.</summary>
public struct IdleLink
{
    /// <summary>The neighbours: previous (longer idle) and next; 0 at the ends.</summary>
    public uint Previous;

    /// <summary>The next block, used later than this one.</summary>
    public uint Next;

    /// <summary>When the block was last used, in the unit of the caller (log time in microseconds).</summary>
    public long LastUsed;
}
