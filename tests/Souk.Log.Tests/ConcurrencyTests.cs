namespace Souk.Log.Tests;

/// <summary>The real disk, the real committer thread, and readers beside them.</summary>
public sealed class ConcurrencyTests : IDisposable
{
    private const int Batches = 4000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Readers_see_every_batch_once_and_in_order_while_it_is_written()
    {
        using SegmentedLog log = SegmentedLog.Open(
            new LogOptions { Folder = _folder.Path, SegmentBytes = 64 << 10, MaxUnwrittenBytes = 4096 });
        using CancellationTokenSource giveUp = new(TimeSpan.FromMinutes(1));
        Task[] readers = [.. Enumerable.Range(0, 3).Select(start => Task.Run(
            () => ReadAll(log, new LogPosition(start * 100), giveUp.Token), giveUp.Token))];
        for (int i = 0; i < Batches; i++)
            log.Append(PayloadOf(i), 1, new LogTime(i), new LogTime(i));
        await log.WaitForDurable(log.LastPosition, giveUp.Token);
        await Task.WhenAll(readers);
        Assert.Equal(new LogPosition(Batches), log.DurablePosition);
    }

    [Fact]
    public async Task Everyone_who_waits_is_told()
    {
        using SegmentedLog log = SegmentedLog.Open(new LogOptions { Folder = _folder.Path });
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        List<Task> waiting = [];
        for (int i = 0; i < 500; i++)
        {
            LogPosition position = log.Append(PayloadOf(i), 1, new LogTime(i), new LogTime(i));
            waiting.Add(WaitAndCheck(log, position, cancellation));
        }

        await Task.WhenAll(waiting);
    }

    private static async Task WaitAndCheck(SegmentedLog log, LogPosition position, CancellationToken cancellation)
    {
        await log.WaitForDurable(position, cancellation);
        Assert.True(log.DurablePosition >= position);
    }

    private static void ReadAll(SegmentedLog log, LogPosition from, CancellationToken giveUp)
    {
        long due = Math.Max(1, from.Value);
        while (log.LastPosition.Next < from)
        {
            giveUp.ThrowIfCancellationRequested();
            Thread.Yield();
        }

        using IBatchReader reader = log.Read(from);
        while (due <= Batches)
        {
            giveUp.ThrowIfCancellationRequested();
            if (!reader.MoveNext())
            {
                Thread.Yield();
                continue;
            }

            Assert.Equal(due, reader.FirstPosition.Value);
            Assert.True(reader.Payload.Span.SequenceEqual(PayloadOf((int)due - 1)));
            due++;
        }
    }

    private static byte[] PayloadOf(int i)
    {
        byte[] payload = new byte[i % 97];
        Array.Fill(payload, (byte)i);
        return payload;
    }
}
