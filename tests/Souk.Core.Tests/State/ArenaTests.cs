using Souk.Core.State;

namespace Souk.Core.Tests.State;

public sealed class ArenaTests
{
    [Fact]
    public void RandomBlocks_KeepTheirContent_UntilTheyAreFreed()
    {
        using Arena arena = new("test");
        Random random = new(1);
        List<(uint Handle, int Bytes, byte Mark)> live = [];
        for (int step = 0; step < 50_000; step++)
        {
            if (live.Count > 0 && random.Next(100) < 45)
            {
                int at = random.Next(live.Count);
                (uint handle, int bytes, byte mark) = live[at];
                Assert.True(arena.ReadSpan<byte>(handle, bytes).IndexOfAnyExcept(mark) < 0, $"step {step}");
                arena.Free(handle, bytes);
                live[at] = live[^1];
                live.RemoveAt(live.Count - 1);
                continue;
            }

            int size = random.Next(10) switch
            {
                < 7 => random.Next(1, 200),
                < 9 => random.Next(1, 3000),
                _ => random.Next(1, 65537),
            };
            uint block = arena.Allocate(size);
            Assert.True(arena.ReadSpan<byte>(block, size).IndexOfAnyExcept((byte)0) < 0, $"step {step}");
            byte fill = (byte)random.Next(1, 256);
            arena.WriteSpan<byte>(block, size).Fill(fill);
            live.Add((block, size, fill));
        }
    }
}
