using System.Buffers.Binary;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Log;

namespace Souk.Core.Tests.Engine;

public sealed class FoldLookaheadTests
{
    private const int Events = 3_000;

    [Fact]
    public void Replay_LookingAheadOrNot_LeavesTheSameBytes()
    {
        EventBatch batch = Batch();
        StoredEventType[] types = StoredEventType.Map(TestMarket.Definition, TestMarket.Definition);
        using Fold ahead = new(TestMarket.Definition, []);
        using Fold blind = new(TestMarket.Definition, []);

        ahead.Replay(batch.Bytes, types, new LogPosition(1), new LogPosition(long.MaxValue));
        ReplayBlindly(blind, batch.Bytes, types);

        Assert.Equal(blind.Position, ahead.Position);
        AssertSame(blind, ahead);
    }

    [Fact]
    public void Replay_InPieces_LeavesTheSameBytes()
    {
        EventBatch batch = Batch();
        StoredEventType[] types = StoredEventType.Map(TestMarket.Definition, TestMarket.Definition);
        using Fold whole = new(TestMarket.Definition, []);
        using Fold pieces = new(TestMarket.Definition, []);

        whole.Replay(batch.Bytes, types, new LogPosition(1), new LogPosition(long.MaxValue));
        for (int end = 7; end < Events + 7; end += 7)
        {
            pieces.Replay(batch.Bytes, types, new LogPosition(1), new LogPosition(end));
        }

        AssertSame(whole, pieces);
    }

    // A few ids come twice, so that the event that was looked at is passed over.
    private static EventBatch Batch()
    {
        Random random = new(4);
        return TestMarket.Batch(TestMarket.Definition, Enumerable.Range(1, Events).Select(i => TestMarket.View(
            i % 17 == 0 ? i - 1 : i, $"s{random.Next(200)}", $"i{random.Next(50)}", $"session{random.Next(400)}")));
    }

    private static void ReplayBlindly(Fold fold, ReadOnlySpan<byte> records, StoredEventType[] types)
    {
        LogPosition position = new(1);
        while (records.Length > 0)
        {
            int length = EventFormat.LengthBytes + BinaryPrimitives.ReadInt32LittleEndian(records);
            ReadOnlySpan<byte> record = records[..length];
            records = records[length..];
            if (fold.Admit(record, position, out LogTime time) == LogPosition.Zero)
            {
                fold.Apply(record, next: default, types, position, time);
            }
            else
            {
                fold.Skip(position);
            }

            position = position.Next;
        }
    }

    private static void AssertSame(Fold expected, Fold actual)
    {
        foreach ((Arena one, Arena other) in expected.Arenas.Zip(actual.Arenas))
        {
            Assert.Equal(one.PageCount, other.PageCount);
            for (int page = 0; page < one.PageCount; page++)
            {
                Assert.True(one.Page(page).SequenceEqual(other.Page(page)), $"page {page} of '{one.Name}' differs");
            }
        }
    }
}
