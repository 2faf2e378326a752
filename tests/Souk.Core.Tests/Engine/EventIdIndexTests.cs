using System.Text;
using Souk.Core.Engine;
using Souk.Core.State;
using Souk.Log;

namespace Souk.Core.Tests.Engine;

public sealed class EventIdIndexTests
{
    private const long Second = 1_000_000;

    [Fact]
    public void RandomIds_EqualADictionary_WithinTheHorizon()
    {
        using EventIdIndex index = new(Duration.FromSeconds(100));
        Dictionary<string, (long Position, long Seconds)> expected = [];
        Random random = new(10);
        long now = 0;
        for (long position = 1; position <= 30_000; position++)
        {
            now += random.Next(3);
            string id = $"id{random.Next(400)}";
            bool known = expected.TryGetValue(id, out (long Position, long Seconds) seen) && seen.Seconds >= now - 100;
            LogPosition found = index.FindOrAdd(
                Encoding.UTF8.GetBytes(id), new LogPosition(position), new LogTime(now * Second));
            Assert.Equal(known ? seen.Position : 0, found.Value);
            if (!known)
            {
                expected[id] = (position, now);
            }
        }

        Assert.True(index.Count <= 400);
        Assert.True(index.Count >= expected.Values.Count(v => v.Seconds >= now - 100));
    }

    [Fact]
    public void ADuplicate_ChangesNothing_BecauseReplayNeverSeesIt()
    {
        using EventIdIndex index = new(Duration.FromSeconds(100));
        index.FindOrAdd("old"u8, new LogPosition(1), new LogTime(1 * Second));
        index.FindOrAdd("new"u8, new LogPosition(2), new LogTime(90 * Second));
        byte[][] before = Pages(index.Arena);
        Assert.Equal(2, index.FindOrAdd("new"u8, new LogPosition(3), new LogTime(150 * Second)).Value);
        Assert.Equal(before, Pages(index.Arena));
        Assert.Equal(1, index.FindOrAdd("old"u8, new LogPosition(3), new LogTime(95 * Second)).Value);
    }

    [Fact]
    public void AfterTheHorizon_AnIdIsNewAgain_AndTheMemoryComesBack()
    {
        using EventIdIndex index = new(Duration.FromSeconds(10));
        for (int i = 0; i < 1_000; i++)
        {
            index.FindOrAdd(Encoding.UTF8.GetBytes($"a{i}"), new LogPosition(i + 1), new LogTime(Second));
        }

        Assert.True(index.Contains("a7"u8));
        Assert.Equal(0, index.FindOrAdd("a7"u8, new LogPosition(2_000), new LogTime(12 * Second)).Value);
        Assert.Equal(1u, index.Count);
        Assert.Equal(2_000, index.FindOrAdd("a7"u8, new LogPosition(2_001), new LogTime(12 * Second)).Value);
    }

    private static byte[][] Pages(Arena arena) =>
        [.. Enumerable.Range(0, arena.PageCount).Select(p => arena.Page(p).ToArray())];
}
