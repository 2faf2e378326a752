using FsCheck;
using FsCheck.Fluent;

namespace Souk.Core.Tests;

public sealed class DurationTests
{
    [Theory]
    [InlineData("30d", 2_592_000_000_000)]
    [InlineData("24h", 86_400_000_000)]
    [InlineData("90m", 5_400_000_000)]
    [InlineData("1m30s", 90_000_000)]
    [InlineData("250ms", 250_000)]
    [InlineData("1s1us", 1_000_001)]
    [InlineData("0s", 0)]
    public void Parse_reads_numbers_with_units(string text, long microseconds) =>
        Assert.Equal(Duration.FromMicroseconds(microseconds), Duration.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("5x")]
    [InlineData("5 m")]
    [InlineData("-5m")]
    [InlineData("+5m")]
    [InlineData("1.5h")]
    [InlineData("1m1h")]
    [InlineData("1m1m")]
    [InlineData("5M")]
    [InlineData("٣d")]
    [InlineData("106751992d")]
    [InlineData("99999999999999999999s")]
    public void Parse_of_anything_else_says_what_would_be_right(string text)
    {
        Assert.False(Duration.TryParse(text, out _));
        FormatException error = Assert.Throws<FormatException>(() => Duration.Parse(text));
        Assert.Contains($"'{text}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("30d", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_read_back() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<long>().Filter(n => n is >= 0 and < long.MaxValue),
            n => Duration.Parse(new Duration(n).ToString()) == new Duration(n)).QuickCheckThrowOnFailure();

    [Fact]
    public void Order_and_arithmetic_are_those_of_microseconds() =>
        Prop.ForAll<int, int>((a, b) =>
            new Duration(a) + new Duration(b) == new Duration((long)a + b)
            && new Duration(a) - new Duration(b) == new Duration((long)a - b)
            && (new Duration(a) < new Duration(b)) == (a < b)
            && (new Duration(a) >= new Duration(b)) == (a >= b)
            && new Duration(a).CompareTo(new Duration(b)) == a.CompareTo(b)).QuickCheckThrowOnFailure();

    [Fact]
    public void Factories_count_in_their_units()
    {
        Assert.Equal(Duration.FromDays(1), Duration.FromHours(24));
        Assert.Equal(Duration.FromHours(1), Duration.FromMinutes(60));
        Assert.Equal(Duration.FromMinutes(1), Duration.FromSeconds(60));
        Assert.Equal(Duration.FromSeconds(1), Duration.FromMilliseconds(1_000));
        Assert.Equal(Duration.FromMilliseconds(1), Duration.FromMicroseconds(1_000));
        Assert.Equal(Duration.FromTimeSpan(TimeSpan.FromHours(1.5)), Duration.Parse("90m"));
        Assert.Equal(TimeSpan.FromMinutes(90), Duration.Parse("1h30m").ToTimeSpan());
        Assert.Equal(0.25, Duration.Parse("250ms").TotalSeconds);
        Assert.Throws<OverflowException>(() => Duration.FromDays(long.MaxValue));
        Assert.Throws<OverflowException>(() => Duration.Ever + Duration.FromSeconds(1));
    }

    [Theory]
    [InlineData(long.MaxValue, "ever")]
    [InlineData(-90_000_000, "-1m30s")]
    [InlineData(long.MinValue, "-106751991d4h54s775ms808us")]
    public void Lengths_that_nobody_writes_are_readable_too(long microseconds, string text) =>
        Assert.Equal(text, new Duration(microseconds).ToString());
}
