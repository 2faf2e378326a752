using System.Numerics;
using System.Runtime.CompilerServices;
using Souk.Core.State;

namespace Souk.Recommend.Interactions;

/// <summary>Short lists in an arena that grow by doubling.</summary>
internal static class SlotList
{
    private const int Smallest = 4;

    /// <summary>Makes room for one more and gives the list's new handle.</summary>
    internal static uint Grow<T>(Arena arena, uint list, int count)
        where T : unmanaged
    {
        if (count < Capacity(count) && list != 0)
        {
            return list;
        }

        int capacity = count == 0 ? Smallest : count * 2;
        uint grown = arena.Allocate(capacity * Unsafe.SizeOf<T>());
        if (list != 0)
        {
            arena.ReadSpan<T>(list, count).CopyTo(arena.WriteSpan<T>(grown, capacity));
            arena.Free(list, count * Unsafe.SizeOf<T>());
        }

        return grown;
    }

    /// <summary>Gives a list back.</summary>
    internal static void Free<T>(Arena arena, uint list, int count)
        where T : unmanaged
    {
        if (list != 0)
        {
            arena.Free(list, Math.Max(Smallest, FullAt(count)) * Unsafe.SizeOf<T>());
        }
    }

    // A list that is exactly full has grown only once the next element came, so its capacity follows from its count.
    private static int Capacity(int count) => Math.Max(Smallest, FullAt(count));

    private static int FullAt(int count) => (int)BitOperations.RoundUpToPowerOf2((uint)count);
}
