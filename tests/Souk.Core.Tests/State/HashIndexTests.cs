using Souk.Core.State;

namespace Souk.Core.Tests.State;

public sealed class HashIndexTests
{
    private const int BlockBytes = 16;

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(0xFFu)]
    [InlineData(0x0Fu)]
    public void RandomAddsAndRemoves_EqualADictionary_AlsoWhenHashesCollide(uint hashMask)
    {
        using Arena arena = new("test");
        HashIndex index = HashIndex.Create(arena);
        Dictionary<ulong, uint> expected = [];
        Random random = new(5);
        for (int step = 0; step < 30_000; step++)
        {
            // The index grows for a while, shrinks, and grows again.
            bool growing = step / 5_000 % 2 == 0;
            ulong key = (ulong)random.Next(hashMask < 0x100 ? 300 : 3_000);
            uint found = index.Find(Hash(key) & hashMask, new KeyMatch(key));
            Assert.Equal(expected.GetValueOrDefault(key), found);
            if (found == 0 && random.Next(10) < (growing ? 8 : 2))
            {
                uint handle = arena.Allocate(BlockBytes);
                arena.Write<Block>(handle) = new Block { Link = default, Key = key };
                index.Add(Hash(key) & hashMask, handle);
                expected.Add(key, handle);
            }
            else if (found != 0 && random.Next(10) < (growing ? 2 : 8))
            {
                index.Remove(found);
                arena.Free(found, BlockBytes);
                expected.Remove(key);
            }

            Assert.Equal((uint)expected.Count, index.Count);
        }

        Assert.Equal(expected.Values.Order(), Walk(HashIndex.Open(arena, index.Handle)).Order());
    }

    [Fact]
    public void Remove_OfABlockThatIsNotIn_Throws()
    {
        using Arena arena = new("test");
        HashIndex index = HashIndex.Create(arena);
        uint stranger = arena.Allocate(BlockBytes);
        Assert.Throws<InvalidOperationException>(() => index.Remove(stranger));
        Assert.Equal(0u, index.First());
    }

    private static IEnumerable<uint> Walk(HashIndex index)
    {
        for (uint block = index.First(); block != 0; block = index.Next(block))
        {
            yield return block;
        }
    }

    private static uint Hash(ulong key) => StableHash.To32(StableHash.Of(key, 1));

    private struct Block
    {
        public ChainLink Link;
        public ulong Key;
    }

    private readonly struct KeyMatch(ulong key) : IChainMatch
    {
        public bool Matches(Arena arena, uint handle) => arena.Read<Block>(handle).Key == key;
    }
}
