namespace Souk.Core.State;

/// <summary>
/// Blocks of an <see cref="Arena"/> in the order of their last use, so that those idle for too long are found at the
/// front in constant time. Intrusive: each block carries an <see cref="IdleLink"/> at one fixed distance from its
/// start.
/// </summary>
public readonly struct IdleList
{
    private readonly Arena _arena;
    private readonly uint _header;
    private readonly uint _linkUnits;

    private IdleList(Arena arena, uint header, int linkOffsetBytes)
    {
        _arena = arena;
        _header = header;
        _linkUnits = (uint)linkOffsetBytes / 8;
    }

    /// <summary>What to keep to open the list again.</summary>
    public uint Handle => _header;

    /// <summary>The block idle for longest, or 0.</summary>
    public uint First => _arena.Read<HeaderBlock>(_header).First;

    /// <summary>Makes an empty list.</summary>
    /// <param name="arena">Where the blocks are.</param>
    /// <param name="linkOffsetBytes">Where in each block its link stands; a multiple of 8.</param>
    public static IdleList Create(Arena arena, int linkOffsetBytes)
    {
        ArgumentNullException.ThrowIfNull(arena);
        return Open(arena, arena.Allocate(8), linkOffsetBytes);
    }

    /// <summary>Opens the list of a handle.</summary>
    public static IdleList Open(Arena arena, uint handle, int linkOffsetBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(linkOffsetBytes % 8, 0, nameof(linkOffsetBytes));
        return new IdleList(arena, handle, linkOffsetBytes);
    }

    /// <summary>When a block of the list was last used.</summary>
    public long LastUsed(uint block) => _arena.Read<IdleLink>(block + _linkUnits).LastUsed;

    /// <summary>Adds a block that is not in the list, as the one used last.</summary>
    public void Add(uint block, long now)
    {
        ref HeaderBlock header = ref _arena.Write<HeaderBlock>(_header);
        _arena.Write<IdleLink>(block + _linkUnits) = new IdleLink { Previous = header.Last, LastUsed = now };
        if (header.Last != 0)
        {
            _arena.Write<IdleLink>(header.Last + _linkUnits).Next = block;
        }
        else
        {
            header.First = block;
        }

        header.Last = block;
    }

    /// <summary>Marks a block of the list as used now.</summary>
    public void Use(uint block, long now)
    {
        if (_arena.Read<HeaderBlock>(_header).Last == block)
        {
            _arena.Write<IdleLink>(block + _linkUnits).LastUsed = now;
            return;
        }

        Remove(block);
        Add(block, now);
    }

    /// <summary>Takes a block out of the list.</summary>
    public void Remove(uint block)
    {
        ref HeaderBlock header = ref _arena.Write<HeaderBlock>(_header);
        IdleLink link = _arena.Read<IdleLink>(block + _linkUnits);
        if (link.Previous != 0)
        {
            _arena.Write<IdleLink>(link.Previous + _linkUnits).Next = link.Next;
        }
        else
        {
            header.First = link.Next;
        }

        if (link.Next != 0)
        {
            _arena.Write<IdleLink>(link.Next + _linkUnits).Previous = link.Previous;
        }
        else
        {
            header.Last = link.Previous;
        }
    }

    private struct HeaderBlock
    {
        public uint First;
        public uint Last;
    }
}
