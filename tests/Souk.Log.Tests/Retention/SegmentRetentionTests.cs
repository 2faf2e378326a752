using Souk.Log.Tests.Recovery;

namespace Souk.Log.Tests.Retention;

public sealed class SegmentRetentionTests
{
    // Segments of 3 batches: positions 1-6, 7-12, 13-18, 19-24; newest times 25, 55, 85, 115.
    private readonly LogScript _script = new(12);

    [Fact]
    public void Nothing_goes_by_default()
    {
        using SegmentedLog log = _script.Open();
        Assert.Equal(0, log.ApplyRetention(log.LastPosition).Segments);
        Assert.Equal(new LogPosition(1), log.FirstPosition);
    }

    [Theory]
    [InlineData(89, 7)]
    [InlineData(90, 1)]
    [InlineData(59, 13)]
    [InlineData(0, 19)]
    public void Segments_older_than_the_age_go(long microseconds, long first)
    {
        using SegmentedLog log = Open(new LogRetention { MaxAge = TimeSpan.FromMicroseconds(microseconds) });
        RetentionReport report = log.ApplyRetention(log.LastPosition.Next);
        Assert.Equal(new LogPosition(first), report.FirstPosition);
        Assert.Equal((first - 1) / 6, report.Segments);
        Assert.Equal((first - 1) / 6 * 832, report.Bytes);
        _script.AssertPrefix(log);
    }

    [Fact]
    public void Segments_over_the_size_go_but_never_the_newest()
    {
        using SegmentedLog log = Open(new LogRetention { MaxBytes = 2 * 832 });
        Assert.Equal(new LogPosition(13), log.ApplyRetention(log.LastPosition).FirstPosition);
        using SegmentedLog other = new LogScript(12).Open(retention: new LogRetention { MaxBytes = 0 });
        Assert.Equal(new LogPosition(19), other.ApplyRetention(other.LastPosition).FirstPosition);
    }

    [Fact]
    public void The_floor_holds_against_age_and_size()
    {
        using SegmentedLog log = Open(new LogRetention
        {
            MaxAge = TimeSpan.Zero,
            MaxBytes = 0,
            Floor = TimeSpan.FromMicroseconds(60),
        });
        Assert.Equal(new LogPosition(7), log.ApplyRetention(log.LastPosition).FirstPosition);
    }

    [Fact]
    public void The_position_to_keep_from_holds_too()
    {
        using SegmentedLog log = Open(new LogRetention { MaxAge = TimeSpan.Zero });
        Assert.Equal(new LogPosition(1), log.ApplyRetention(new LogPosition(6)).FirstPosition);
        Assert.Equal(new LogPosition(7), log.ApplyRetention(new LogPosition(7)).FirstPosition);
        Assert.Equal(new LogPosition(7), log.ApplyRetention(new LogPosition(12)).FirstPosition);
    }

    [Fact]
    public void What_is_gone_cannot_be_asked_for_and_the_rest_reopens()
    {
        using (SegmentedLog log = Open(new LogRetention { MaxAge = TimeSpan.Zero }))
        {
            log.ApplyRetention(new LogPosition(13));
            LogTrimmedException refused = Assert.Throws<LogTrimmedException>(() => log.Read(new LogPosition(12)));
            Assert.Equal(new LogPosition(12), refused.Asked);
            Assert.Equal(new LogPosition(13), refused.Oldest);
            Assert.Equal(new LogPosition(13), log.FirstPositionAtOrAfter(LogTime.BeforeAll));
        }

        _script.Disk.CutPower();
        using SegmentedLog again = _script.Open();
        Assert.Equal(new LogPosition(13), again.FirstPosition);
        Assert.Equal(new LogPosition(24), again.LastPosition);
        _script.AssertPrefix(again);
        Assert.DoesNotContain("00000000000000000001.index", _script.Disk.List());
    }

    [Fact]
    public void A_reader_reads_its_deleted_segment_to_the_end_and_is_then_told()
    {
        using SegmentedLog log = Open(new LogRetention { MaxAge = TimeSpan.Zero });
        using IBatchReader reader = log.Read(LogPosition.Zero);
        Assert.True(reader.MoveNext());
        log.ApplyRetention(new LogPosition(13));
        Assert.True(reader.MoveNext());
        Assert.True(reader.MoveNext());
        Assert.Equal(new LogPosition(5), reader.FirstPosition);
        Assert.Equal(new LogPosition(7), Assert.Throws<LogTrimmedException>(() => reader.MoveNext()).Asked);
    }

    private SegmentedLog Open(LogRetention retention) => _script.Open(retention: retention);
}
