using System.Text;

namespace Souk.Log.Tests;

public sealed class SegmentedLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private LogOptions Options => new() { Folder = _folder.Path };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_log_is_empty()
    {
        using SegmentedLog log = SegmentedLog.Open(Options);
        Assert.Equal(new LogPosition(1), log.FirstPosition);
        Assert.Equal(LogPosition.Zero, log.LastPosition);
        Assert.Equal(LogPosition.Zero, log.DurablePosition);
        Assert.Equal(LogTime.BeforeAll, log.LastTime);
        using IBatchReader reader = log.Read(LogPosition.Zero);
        Assert.False(reader.MoveNext());
    }

    [Fact]
    public async Task What_was_appended_is_read_back_also_after_reopening()
    {
        using (SegmentedLog log = SegmentedLog.Open(Options))
        {
            Assert.Equal(new LogPosition(1), log.Append("one two"u8, 2, new LogTime(10), new LogTime(20)));
            Assert.Equal(new LogPosition(3), log.Append("three"u8, 1, new LogTime(20), new LogTime(20)));
            await log.WaitForDurable(new LogPosition(3), TestContext.Current.CancellationToken);
            Assert.Equal(new LogPosition(3), log.DurablePosition);
            AssertHoldsBoth(log);
        }

        using (SegmentedLog log = SegmentedLog.Open(Options))
        {
            Assert.Null(log.OpenReport.TornTail);
            Assert.Equal(new LogPosition(3), log.LastPosition);
            Assert.Equal(new LogTime(20), log.LastTime);
            AssertHoldsBoth(log);
        }
    }

    private static void AssertHoldsBoth(SegmentedLog log)
    {
        using IBatchReader reader = log.Read(LogPosition.Zero);
        Assert.True(reader.MoveNext());
        Assert.Equal(new LogPosition(1), reader.FirstPosition);
        Assert.Equal(2, reader.Count);
        Assert.Equal(new LogTime(10), reader.FirstTime);
        Assert.Equal(new LogTime(20), reader.LastTime);
        Assert.Equal("one two", Encoding.UTF8.GetString(reader.Payload.Span));
        Assert.True(reader.MoveNext());
        Assert.Equal("three", Encoding.UTF8.GetString(reader.Payload.Span));
        Assert.False(reader.MoveNext());
    }
}
