using System.Runtime.CompilerServices;
using Souk.Core.State;

namespace Souk.Features.Cells;

/// <summary>
/// The operations on a <see cref="RingCell"/>. Up to <see cref="PerBlock"/> entries stand in one block; beyond, a
/// directory of blocks. Growing and shrinking copy, at a cost that is constant an entry on average.
/// </summary>
internal static class Ring
{
    /// <summary>What fits into the largest block of an arena.</summary>
    internal const int PerBlock = Arena.MaxBlockBytes / RingEntry.Bytes;

    /// <summary>The most entries of one ring: a full directory of full blocks.</summary>
    internal const uint MaxCapacity = (uint)PerBlock * (Arena.MaxBlockBytes / sizeof(uint));

    private const uint FirstCapacity = 2;
    private const int BlockShift = 12;

    /// <summary>An entry, counted from the oldest.</summary>
    internal static RingEntry Get(Arena arena, in RingCell ring, uint index) =>
        SlotForReading(arena, in ring, (ring.Head + index) & (ring.Capacity - 1));

    internal static void PushBack(Arena arena, ref RingCell ring, RingEntry entry)
    {
        if (ring.Count == ring.Capacity)
        {
            Resize(arena, ref ring, Math.Max(FirstCapacity, ring.Capacity * 2));
        }

        Slot(arena, in ring, (ring.Head + ring.Count) & (ring.Capacity - 1)) = entry;
        ring.Count++;
    }

    internal static RingEntry PopFront(Arena arena, ref RingCell ring)
    {
        RingEntry entry = Get(arena, in ring, 0);
        ring.Head = (ring.Head + 1) & (ring.Capacity - 1);
        ring.Count--;
        ShrinkIfSparse(arena, ref ring);
        return entry;
    }

    internal static void PopBack(Arena arena, ref RingCell ring)
    {
        ring.Count--;
        ShrinkIfSparse(arena, ref ring);
    }

    /// <summary>The first entry later than a time, counted from the oldest; the count if there is none.</summary>
    internal static uint FirstAfter(Arena arena, in RingCell ring, long time)
    {
        uint low = 0;
        uint high = ring.Count;
        while (low < high)
        {
            uint middle = (low + high) / 2;
            if (Get(arena, in ring, middle).Time > time)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    /// <summary>Gives all memory back.</summary>
    internal static void Clear(Arena arena, ref RingCell ring)
    {
        Release(arena, in ring);
        ring = default;
    }

    private static void ShrinkIfSparse(Arena arena, ref RingCell ring)
    {
        if (ring.Count == 0)
        {
            Clear(arena, ref ring);
        }
        else if (ring.Count <= ring.Capacity / 4)
        {
            Resize(arena, ref ring, ring.Capacity / 2);
        }
    }

    private static void Resize(Arena arena, ref RingCell ring, uint capacity)
    {
        if (capacity > MaxCapacity)
        {
            throw new InsufficientMemoryException(
                $"A feature of one key in '{arena.Name}' has reached its limit of {MaxCapacity} remembered values.");
        }

        RingCell resized = new() { Block = AllocateSlots(arena, capacity), Count = ring.Count, Capacity = capacity };
        for (uint i = 0; i < ring.Count; i++)
        {
            Slot(arena, in resized, i) = Get(arena, in ring, i);
        }

        Release(arena, in ring);
        ring = resized;
    }

    private static uint AllocateSlots(Arena arena, uint capacity)
    {
        if (capacity <= PerBlock)
        {
            return arena.Allocate((int)capacity * RingEntry.Bytes);
        }

        uint blocks = capacity >> BlockShift;
        uint directory = arena.Allocate((int)blocks * sizeof(uint));
        for (int i = 0; i < blocks; i++)
        {
            uint block = arena.Allocate(Arena.MaxBlockBytes);
            arena.WriteSpan<uint>(directory, (int)blocks)[i] = block;
        }

        return directory;
    }

    private static void Release(Arena arena, in RingCell ring)
    {
        if (ring.Capacity == 0)
        {
            return;
        }

        if (ring.Capacity <= PerBlock)
        {
            arena.Free(ring.Block, (int)ring.Capacity * RingEntry.Bytes);
            return;
        }

        int blocks = (int)(ring.Capacity >> BlockShift);
        foreach (uint block in arena.ReadSpan<uint>(ring.Block, blocks))
        {
            arena.Free(block, Arena.MaxBlockBytes);
        }

        arena.Free(ring.Block, blocks * sizeof(uint));
    }

    private static uint BlockOf(Arena arena, in RingCell ring, uint slot) =>
        ring.Capacity <= PerBlock
            ? ring.Block
            : Unsafe.Add(ref Unsafe.AsRef(in arena.Read<uint>(ring.Block)), slot >> BlockShift);

    private static ref RingEntry Slot(Arena arena, in RingCell ring, uint slot) =>
        ref Unsafe.Add(ref arena.Write<RingEntry>(BlockOf(arena, in ring, slot)), slot & (PerBlock - 1));

    private static RingEntry SlotForReading(Arena arena, in RingCell ring, uint slot) =>
        Unsafe.Add(ref Unsafe.AsRef(in arena.Read<RingEntry>(BlockOf(arena, in ring, slot))), slot & (PerBlock - 1));
}
