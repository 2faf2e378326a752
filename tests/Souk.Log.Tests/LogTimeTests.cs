namespace Souk.Log.Tests;

public sealed class LogTimeTests
{
    [Fact]
    public void Instants_go_there_and_back()
    {
        DateTimeOffset instant = new(2024, 2, 29, 23, 59, 59, 123, 456, TimeSpan.FromHours(2));
        LogTime time = LogTime.FromDateTimeOffset(instant);
        Assert.Equal(1_709_243_999_123_456, time.Microseconds);
        Assert.Equal(instant, time.ToDateTimeOffset());
        Assert.Equal("2024-02-29T21:59:59.123456Z", time.ToString());
    }

    [Theory]
    [InlineData(-1, "1969-12-31T23:59:59.999999Z")]
    [InlineData(253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z")]
    [InlineData(253_402_300_800_000_000, "253402300800000000 us")]
    [InlineData(-62_135_596_800_000_000, "0001-01-01T00:00:00.000000Z")]
    [InlineData(-62_135_596_800_000_001, "-62135596800000001 us")]
    [InlineData(long.MaxValue, "9223372036854775807 us")]
    [InlineData(long.MinValue, "before all")]
    public void Text_is_iso_8601_within_the_calendar(long microseconds, string expected) =>
        Assert.Equal(expected, new LogTime(microseconds).ToString());

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void A_time_outside_the_calendar_has_no_instant(long microseconds) =>
        Assert.Throws<InvalidOperationException>(() => new LogTime(microseconds).ToDateTimeOffset());
}
