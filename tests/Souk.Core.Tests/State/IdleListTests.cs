using Souk.Core.State;

namespace Souk.Core.Tests.State;

public sealed class IdleListTests
{
    private const int BlockBytes = 24;
    private const int LinkOffset = 8;

    [Fact]
    public void RandomUse_EqualsALinkedList()
    {
        using Arena arena = new("test");
        IdleList idle = IdleList.Create(arena, LinkOffset);
        List<(uint Block, long Used)> expected = [];
        Random random = new(6);
        for (int now = 1; now <= 20_000; now++)
        {
            int what = random.Next(10);
            if (what < 4 || expected.Count == 0)
            {
                uint block = arena.Allocate(BlockBytes);
                idle.Add(block, now);
                expected.Add((block, now));
            }
            else if (what < 7)
            {
                int at = random.Next(expected.Count);
                uint block = expected[at].Block;
                idle.Use(block, now);
                expected.RemoveAt(at);
                expected.Add((block, now));
            }
            else
            {
                int at = random.Next(2) == 0 ? 0 : random.Next(expected.Count);
                idle.Remove(expected[at].Block);
                arena.Free(expected[at].Block, BlockBytes);
                expected.RemoveAt(at);
            }

            Assert.Equal(expected.Count == 0 ? 0 : expected[0].Block, idle.First);
        }

        IdleList opened = IdleList.Open(arena, idle.Handle, LinkOffset);
        foreach ((uint block, long used) in expected)
        {
            Assert.Equal(block, opened.First);
            Assert.Equal(used, opened.LastUsed(block));
            opened.Remove(block);
        }

        Assert.Equal(0u, opened.First);
    }

    [Fact]
    public void Open_WithALinkThatIsNotAligned_Throws()
    {
        using Arena arena = new("test");
        Assert.Throws<ArgumentOutOfRangeException>(() => IdleList.Open(arena, 1, linkOffsetBytes: 4));
    }
}
