using Souk.Core.State;

namespace Souk.Core.Tests.State;

public sealed class ArenaCaptureTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Capture_WhileTheWriterGoesOn_ShowsTheMomentItBegan(int seed)
    {
        using Arena arena = new("test");
        Random random = new(seed);
        List<(uint Handle, int Bytes)> live = [];
        for (int round = 0; round < 5; round++)
        {
            Churn(arena, live, random, 2_000);
            byte[][] expected = PagesOf(arena);
            List<byte[]> captured = [];
            using (ArenaCapture capture = arena.BeginCapture())
            {
                Assert.Equal(expected.Length, capture.PageCount);
                byte[] buffer = new byte[3 * Arena.PageBytes];
                for (int count; (count = capture.CopyPages(buffer)) > 0;)
                {
                    captured.AddRange(buffer.Chunk(Arena.PageBytes).Take(count));
                    Churn(arena, live, random, 300);
                }
            }

            AssertSame(expected, captured);
            using Arena restored = new("test");
            restored.Restore(captured.Count, (page, target) => captured[page].CopyTo(target));
            AssertSame(expected, PagesOf(restored));
        }
    }

    [Fact]
    public void Restored_GoesOnLikeTheOriginal()
    {
        using Arena arena = new("test");
        List<(uint Handle, int Bytes)> live = [];
        Churn(arena, live, new Random(7), 3_000);
        byte[][] pages = PagesOf(arena);
        using Arena restored = new("test");
        restored.Restore(pages.Length, (page, target) => pages[page].CopyTo(target));
        Churn(restored, [.. live], new Random(8), 3_000);
        Churn(arena, live, new Random(8), 3_000);
        AssertSame(PagesOf(arena), PagesOf(restored));
        Assert.Equal(arena.AllocatedBytes, restored.AllocatedBytes);
    }

    [Fact]
    public void ASecondCapture_IsRefused_UntilTheFirstEnds()
    {
        using Arena arena = new("test");
        ArenaCapture first = arena.BeginCapture();
        Assert.Throws<InvalidOperationException>(arena.BeginCapture);
        Assert.Throws<InvalidOperationException>(arena.Reset);
        first.Dispose();
        Assert.Throws<ObjectDisposedException>(() => first.CopyPages(new byte[Arena.PageBytes]));
        arena.BeginCapture().Dispose();
    }

    [Fact]
    public void Roots_AreBounded()
    {
        using Arena arena = new("test");
        arena.SetRoot(Arena.RootCount - 1, 5);
        Assert.Equal(5ul, arena.GetRoot(Arena.RootCount - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.GetRoot(Arena.RootCount));
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.SetRoot(-1, 0));
    }

    private static void Churn(Arena arena, List<(uint Handle, int Bytes)> live, Random random, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            int what = random.Next(10);
            if (what < 4 && live.Count > 50)
            {
                int at = random.Next(live.Count);
                arena.Free(live[at].Handle, live[at].Bytes);
                live.RemoveAt(at);
            }
            else if (what < 7 || live.Count == 0)
            {
                int bytes = random.Next(20) == 0 ? random.Next(1, Arena.MaxBlockBytes + 1) : random.Next(1, 400);
                live.Add((arena.Allocate(bytes), bytes));
            }
            else
            {
                (uint handle, int bytes) = live[random.Next(live.Count)];
                random.NextBytes(arena.WriteSpan<byte>(handle, bytes));
            }
        }
    }

    private static byte[][] PagesOf(Arena arena) =>
        [.. Enumerable.Range(0, arena.PageCount).Select(p => arena.Page(p).ToArray())];

    private static void AssertSame(byte[][] expected, IReadOnlyList<byte[]> actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (int page = 0; page < expected.Length; page++)
        {
            Assert.True(expected[page].AsSpan().SequenceEqual(actual[page]), $"page {page} differs");
        }
    }
}
