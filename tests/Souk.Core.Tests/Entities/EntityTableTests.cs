using System.Text;
using Souk.Core.Entities;
using Souk.Core.State;

namespace Souk.Core.Tests.Entities;

public sealed class EntityTableTests
{
    private const int Kinds = 3;

    [Fact]
    public void RandomReferences_EqualADictionary_AndNumbersAreReused()
    {
        using Arena arena = new("test");
        EntityTable table = new(arena, Kinds);
        Dictionary<(int Kind, string Id), (uint Number, int References)> expected = [];
        uint[] most = new uint[Kinds + 1];
        Random random = new(9);
        for (int step = 0; step < 30_000; step++)
        {
            int kind = random.Next(Kinds + 1);
            string id = $"id{random.Next(200)}{(random.Next(2) == 0 ? "é" : "")}";
            byte[] utf8 = Encoding.UTF8.GetBytes(id);
            expected.TryGetValue((kind, id), out (uint Number, int References) known);
            Assert.Equal(known.Number, table.Find(kind, utf8));
            if (random.Next(100) < 45 || known.Number == 0)
            {
                uint number = table.Acquire(kind, utf8);
                Assert.True(known.Number == 0 || known.Number == number);
                expected[(kind, id)] = (number, known.References + 1);
            }
            else if (random.Next(10) == 0)
            {
                table.AddReference(kind, known.Number);
                expected[(kind, id)] = (known.Number, known.References + 1);
            }
            else
            {
                Assert.True(table.Id(kind, known.Number).SequenceEqual(utf8));
                table.Release(kind, known.Number);
                expected[(kind, id)] = (known.Number, known.References - 1);
                if (known.References == 1)
                {
                    expected.Remove((kind, id));
                }
            }

            most[kind] = Math.Max(most[kind], (uint)expected.Keys.Count(k => k.Kind == kind));
        }

        Assert.Equal((uint)expected.Count, table.Count);
        EntityTable opened = new(arena, Kinds);
        for (int kind = 0; kind <= Kinds; kind++)
        {
            Assert.Equal((uint)expected.Keys.Count(k => k.Kind == kind), opened.CountOf(kind));
            Assert.Equal(most[kind], opened.LastNumber(kind));
        }

        Assert.Equal(expected.Count, expected.Select(e => (e.Key.Kind, e.Value.Number)).Distinct().Count());
        Assert.All(
            expected, e => Assert.Equal(e.Value.Number, opened.Find(e.Key.Kind, Encoding.UTF8.GetBytes(e.Key.Id))));
    }

    [Fact]
    public void Acquire_OfAnIdTooLong_Throws_AndATextMayBeLonger()
    {
        using Arena arena = new("test");
        EntityTable table = new(arena, Kinds);
        Assert.Throws<ArgumentException>(() => table.Acquire(0, new byte[EntityTable.MaxIdBytes + 1]));
        Assert.Throws<ArgumentException>(() => table.Acquire(table.TextKind, new byte[EntityTable.MaxTextBytes + 1]));
        Assert.NotEqual(0u, table.Acquire(0, new byte[EntityTable.MaxIdBytes]));
        Assert.NotEqual(0u, table.Acquire(table.TextKind, new byte[EntityTable.MaxTextBytes]));
        Assert.Equal(2u, table.Count);
    }

    [Fact]
    public void ReleasingEverything_GivesTheMemoryBack()
    {
        using Arena arena = new("test");
        EntityTable table = new(arena, Kinds);
        long[] allocated = new long[3];
        for (int round = 0; round < allocated.Length; round++)
        {
            uint[] numbers =
                [.. Enumerable.Range(0, 5_000).Select(i => table.Acquire(1, Encoding.UTF8.GetBytes($"item-{i}")))];
            foreach (uint number in numbers)
            {
                table.Release(1, number);
            }

            allocated[round] = arena.AllocatedBytes;
        }

        Assert.Equal(0u, table.Count);
        Assert.Equal(allocated[0], allocated[1]);
        Assert.Equal(allocated[1], allocated[2]);
    }
}
