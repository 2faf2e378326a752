namespace Souk.Expressions.Tests;

public class TimeTests
{
    [Theory]
    [InlineData("1h30m", 5_400_000_000_000, "5400s")]
    [InlineData("-1.5s", -1_500_000_000, "-1.5s")]
    [InlineData("-500ms", -500_000_000, "-0.5s")]
    [InlineData("1us2ns", 1_002, "0.000001002s")]
    [InlineData("0", 0, "0s")]
    [InlineData("-9223372036854775808ns", long.MinValue, "-9223372036.854775808s")]
    public void Durations_read_and_write(string text, long nanos, string written)
    {
        Assert.True(DurationText.TryParse(text, out CelDuration value, out _));
        Assert.Equal(nanos, value.Nanoseconds);
        Assert.Equal(written, value.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("s")]
    [InlineData(".s")]
    [InlineData("1d")]
    [InlineData("1s ")]
    [InlineData("--1s")]
    public void Other_texts_are_no_durations(string text) =>
        Assert.False(DurationText.TryParse(text, out _, out _));

    [Theory]
    [InlineData("2026-11-21T04:30:00Z", 1795235400L, 0)]
    [InlineData("2026-11-21T05:30:00.5+01:00", 1795235400L, 500_000_000)]
    [InlineData("1969-12-31T23:59:59.999999999Z", -1L, 999_999_999)]
    public void Timestamps_read_and_write(string text, long seconds, int nanos)
    {
        Assert.True(TimestampText.TryParse(text, out CelTimestamp time));
        Assert.Equal((seconds, nanos), (time.Seconds, time.Nanos));
        Assert.True(TimestampText.TryParse(time.ToString(), out CelTimestamp again));
        Assert.Equal(time, again);
    }

    [Theory]
    [InlineData("2026-11-21")]
    [InlineData("2026-11-21T04:30:00")]
    [InlineData("2026-02-30T04:30:00Z")]
    [InlineData("2026-11-21T24:30:00Z")]
    [InlineData("2026-11-21T04:30:00.Z")]
    [InlineData("2026-11-21T04:30:00+0100")]
    public void Other_texts_are_no_timestamps(string text) =>
        Assert.False(TimestampText.TryParse(text, out _));

    [Fact]
    public void Clr_times_convert_both_ways()
    {
        DateTimeOffset moment = new(1969, 7, 20, 20, 17, 40, 123, TimeSpan.FromHours(2));
        Assert.Equal(moment, CelTimestamp.FromDateTimeOffset(moment).ToDateTimeOffset());
        Assert.Equal(moment, CelTimestamp.FromUnixMilliseconds(moment.ToUnixTimeMilliseconds()).ToDateTimeOffset());
        Assert.Equal(TimeSpan.FromMinutes(-7), CelDuration.FromTimeSpan(TimeSpan.FromMinutes(-7)).ToTimeSpan());
        Assert.Throws<ArgumentOutOfRangeException>(() => CelTimestamp.FromUnixSeconds(long.MaxValue));
        Assert.Throws<OverflowException>(() => CelDuration.FromSeconds(long.MaxValue));
    }
}
