using Souk.Core.Entities;
using Souk.Core.State;

namespace Souk.Recommend.Interactions;

/// <summary>
/// Counts the objects that go together with one object, in bounded memory: exact until the table is full, then Space
/// Saving (Metwally, Agrawal and El Abbadi, ICDT 2005): a newcomer takes over the smallest count, noted as excess.
/// </summary>
internal static class NeighbourTable
{
    /// <summary>Counts one more session or basket with another object.</summary>
    internal static void Count(
        Arena arena, EntityTable entities, int kind, ref uint list, ref int count, uint other)
    {
        ReadOnlySpan<NeighbourSlot> read = list == 0 ? default : arena.ReadSpan<NeighbourSlot>(list, count);
        int smallest = 0;
        for (int i = 0; i < read.Length; i++)
        {
            if (read[i].Object == other)
            {
                arena.WriteSpan<NeighbourSlot>(list, count)[i].Count++;
                return;
            }

            if (read[i].Count < read[smallest].Count)
            {
                smallest = i;
            }
        }

        entities.AddReference(kind, other);
        if (count < InteractionLimits.NeighboursPerObject)
        {
            list = SlotList.Grow<NeighbourSlot>(arena, list, count);
            arena.WriteSpan<NeighbourSlot>(list, count + 1)[count] = new NeighbourSlot { Object = other, Count = 1 };
            count++;
            return;
        }

        ref NeighbourSlot slot = ref arena.WriteSpan<NeighbourSlot>(list, count)[smallest];
        uint left = slot.Object;
        slot = new NeighbourSlot { Object = other, Count = slot.Count + 1, Excess = slot.Count };
        entities.Release(kind, left);
    }

    /// <summary>Gives a table back.</summary>
    internal static void Free(Arena arena, EntityTable entities, int kind, uint list, int count)
    {
        for (int i = 0; i < count; i++)
        {
            entities.Release(kind, arena.ReadSpan<NeighbourSlot>(list, count)[i].Object);
        }

        SlotList.Free<NeighbourSlot>(arena, list, count);
    }
}
