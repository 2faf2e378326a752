using Souk.Core.State;
using Souk.Features.Cells;

namespace Souk.Features.Tests.Cells;

public sealed class RingTests
{
    [Theory]
    [InlineData(1, 40, 2_000)]
    [InlineData(2, 20_000, 120_000)]
    public void A_ring_equals_a_list_and_gives_its_memory_back(int seed, int size, int steps)
    {
        using Arena arena = new("test");
        long empty = arena.AllocatedBytes;
        Random random = new(seed);
        RingCell ring = default;
        LinkedList<RingEntry> list = new();
        long time = 0;
        for (int i = 0; i < steps; i++)
        {
            bool grows = (i / size) % 2 == 0;
            if (list.Count == 0 || random.Next(4) < (grows ? 3 : 1))
            {
                time += random.Next(3);
                RingEntry entry = new() { Value = i, Time = time };
                Ring.PushBack(arena, ref ring, entry);
                list.AddLast(entry);
            }
            else if (random.Next(3) == 0)
            {
                Ring.PopBack(arena, ref ring);
                list.RemoveLast();
            }
            else
            {
                Assert.Equal(list.First!.Value, Ring.PopFront(arena, ref ring));
                list.RemoveFirst();
            }

            Assert.Equal((uint)list.Count, ring.Count);
            if (i % (size / 10) == 0)
            {
                AssertEqual(arena, ring, list, random);
            }
        }

        Ring.Clear(arena, ref ring);
        Assert.Equal(empty, arena.AllocatedBytes);
    }

    private static void AssertEqual(Arena arena, RingCell ring, LinkedList<RingEntry> list, Random random)
    {
        RingEntry[] entries = [.. list];
        for (uint i = 0; i < entries.Length; i++)
        {
            Assert.Equal(entries[i], Ring.Get(arena, in ring, i));
        }

        long time = entries.Length == 0 ? 0 : entries[random.Next(entries.Length)].Time + random.Next(-1, 2);
        Assert.Equal((uint)entries.Count(e => e.Time <= time), Ring.FirstAfter(arena, in ring, time));
    }
}
