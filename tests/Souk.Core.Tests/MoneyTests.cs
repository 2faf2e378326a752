using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Souk.Core.Tests;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("12", 120_000)]
    [InlineData("+12.5", 125_000)]
    [InlineData("-0.0001", -1)]
    [InlineData("19.99", 199_900)]
    [InlineData("1.500000000000000000000000000000000000000000", 15_000)]
    [InlineData("000000000000000000000000000000000000000000001", 10_000)]
    [InlineData("922337203685477.5807", long.MaxValue)]
    [InlineData("-922337203685477.5808", long.MinValue)]
    public void Parse_is_exact(string text, long units) => Assert.Equal(units, Money.Parse(text).Units);

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1,000")]
    [InlineData("1e3")]
    [InlineData(" 1")]
    [InlineData("--1")]
    [InlineData("1.2.3")]
    [InlineData("0.00001")]
    [InlineData("٣")]
    [InlineData("NaN")]
    [InlineData("922337203685477.5808")]
    [InlineData("99999999999999999999999999999999999999999999999999")]
    public void Parse_never_rounds_or_guesses(string text)
    {
        Assert.False(Money.TryParse(text, out _));
        FormatException error = Assert.Throws<FormatException>(() => Money.Parse(text));
        Assert.Contains($"'{text}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_read_back() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<long>(),
            n => Money.Parse(Money.FromUnits(n).ToString()).Units == n).QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_agrees_with_decimal() =>
        Prop.ForAll<int, PositiveInt>((whole, fraction) =>
        {
            string text = string.Create(CultureInfo.InvariantCulture, $"{whole}.{fraction.Get % 10_000:0000}");
            return Money.Parse(text).ToDecimal() == decimal.Parse(text, CultureInfo.InvariantCulture)
                && Money.FromDecimal(decimal.Parse(text, CultureInfo.InvariantCulture)) == Money.Parse(text);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void FromDecimal_refuses_what_it_cannot_keep()
    {
        Assert.Throws<ArgumentException>(() => Money.FromDecimal(0.00001m));
        Assert.Throws<OverflowException>(() => Money.FromDecimal(decimal.MaxValue));
        Assert.Equal(Money.MinValue, Money.FromDecimal(Money.MinValue.ToDecimal()));
    }

    [Fact]
    public void FromDouble_takes_the_nearest_and_refuses_the_rest()
    {
        Assert.Equal(Money.Parse("0.1"), Money.FromDouble(0.1));
        Assert.Equal(Money.FromUnits(2), Money.FromDouble(0.00016));
        Assert.Throws<OverflowException>(() => Money.FromDouble(double.NaN));
        Assert.Throws<OverflowException>(() => Money.FromDouble(1e15));
        Assert.Throws<OverflowException>(() => Money.FromDouble(double.NegativeInfinity));
    }

    [Fact]
    public void Sums_are_exact_or_throw()
    {
        Assert.Equal(Money.Parse("0.3"), Money.Parse("0.1") + Money.Parse("0.2"));
        Assert.Equal(Money.Parse("-0.1"), Money.Parse("0.1") - Money.Parse("0.2"));
        Assert.Equal(Money.Parse("-5"), -Money.Parse("5"));
        Assert.Throws<OverflowException>(() => Money.MaxValue + Money.FromUnits(1));
        Assert.Throws<OverflowException>(() => -Money.MinValue);
        Assert.True(Money.Parse("-1") < Money.Zero && Money.Zero < Money.Parse("0.0001"));
    }

    [Theory]
    [InlineData(199_000, "19.90")]
    [InlineData(125, "0.0125")]
    [InlineData(-5_000, "-0.50")]
    public void Amounts_show_two_to_four_places(long units, string text) =>
        Assert.Equal(text, Money.FromUnits(units).ToString());
}
