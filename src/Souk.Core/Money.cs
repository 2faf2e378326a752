using System.Globalization;
using System.Numerics;

namespace Souk.Core;

/// <summary>
/// An amount of money in the marketplace's base currency: an exact count of ten-thousandths of the currency unit.
/// Range: ±922,337,203,685,477.5807 (<see cref="MinValue"/> is one ten-thousandth further). Sums are exact or throw.
/// </summary>
public readonly record struct Money : IComparable<Money>, IComparisonOperators<Money, Money, bool>
{
    /// <summary>How many <see cref="Units"/> one unit of the base currency has.</summary>
    public const long UnitsPerCurrencyUnit = 10_000;

    /// <summary>How many decimal places are kept.</summary>
    public const int DecimalPlaces = 4;

    private Money(long units) => Units = units;

    /// <summary>Nothing.</summary>
    public static Money Zero => default;

    /// <summary>The largest amount.</summary>
    public static Money MaxValue => new(long.MaxValue);

    /// <summary>The smallest amount.</summary>
    public static Money MinValue => new(long.MinValue);

    /// <summary>The amount in ten-thousandths of the base currency unit.</summary>
    public long Units { get; }

    /// <summary>An amount from its count of ten-thousandths.</summary>
    public static Money FromUnits(long units) => new(units);

    /// <summary>An amount from a decimal in base currency units.</summary>
    /// <exception cref="OverflowException">Out of range.</exception>
    /// <exception cref="ArgumentException">It has more than four decimal places.</exception>
    public static Money FromDecimal(decimal amount)
    {
        if (amount > MaxValue.ToDecimal() || amount < MinValue.ToDecimal())
        {
            throw new OverflowException($"The amount {amount} is outside {MinValue} to {MaxValue}.");
        }

        decimal scaled = amount * UnitsPerCurrencyUnit;
        return decimal.Truncate(scaled) == scaled
            ? new Money((long)scaled)
            : throw new ArgumentException(
                $"The amount {amount} has more than {DecimalPlaces} decimal places.", nameof(amount));
    }

    /// <summary>The nearest amount to a double in base currency units; ties go to the even ten-thousandth.</summary>
    /// <exception cref="OverflowException">Out of range or not a number.</exception>
    public static Money FromDouble(double amount)
    {
        // 2^63 units: the first double that does not fit.
        const double Bound = 9_223_372_036_854_775_808.0;
        double scaled = Math.Round(amount * UnitsPerCurrencyUnit, MidpointRounding.ToEven);
        return scaled is >= -Bound and < Bound
            ? new Money((long)scaled)
            : throw new OverflowException($"The amount {amount} is outside {MinValue} to {MaxValue}.");
    }

    /// <summary>Reads an amount such as <c>12</c>, <c>-0.5</c> or <c>19.9900</c>.</summary>
    /// <exception cref="FormatException">It is none; the message says what would be right.</exception>
    public static Money Parse(string text) => TryParse(text, out Money money)
        ? money
        : throw new FormatException(
            $"'{text}' is no amount of money; write a plain decimal number with at most {DecimalPlaces} decimal "
            + $"places, between {MinValue} and {MaxValue}.");

    /// <summary>Reads an amount: an optional sign, digits, and optionally a point and further digits. Digits after the
    /// fourth decimal place must be zero: an amount is never rounded silently.</summary>
    /// <returns>False if the text is no such number, is finer than a ten-thousandth, or is out of range.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out Money money)
    {
        money = default;
        bool negative = text.StartsWith('-');
        text = negative || text.StartsWith('+') ? text[1..] : text;
        int point = text.IndexOf('.');
        ReadOnlySpan<char> whole = point < 0 ? text : text[..point];
        ReadOnlySpan<char> fraction = point < 0 ? default : text[(point + 1)..];
        if (whole.IsEmpty || (point >= 0 && fraction.IsEmpty))
        {
            return false;
        }

        Int128 units = 0;
        if (!Accumulate(whole, ref units))
        {
            return false;
        }

        ReadOnlySpan<char> kept = fraction[..Math.Min(fraction.Length, DecimalPlaces)];
        if (fraction[kept.Length..].ContainsAnyExcept('0') || !Accumulate(kept, ref units))
        {
            return false;
        }

        for (int i = kept.Length; i < DecimalPlaces; i++)
        {
            units *= 10;
        }

        units = negative ? -units : units;
        if (units > long.MaxValue || units < long.MinValue)
        {
            return false;
        }

        money = new Money((long)units);
        return true;
    }

    /// <summary>The amount as a decimal in base currency units, exactly.</summary>
    public decimal ToDecimal() => (decimal)Units / UnitsPerCurrencyUnit;

    /// <summary>The amount as a double in base currency units, rounded to the nearest.</summary>
    public double ToDouble() => (double)Units / UnitsPerCurrencyUnit;

    /// <inheritdoc/>
    public int CompareTo(Money other) => Units.CompareTo(other.Units);

    /// <summary>The amount with two to four decimal places: <c>19.90</c>, <c>0.0125</c>.</summary>
    public override string ToString() => ToDecimal().ToString("0.00##", CultureInfo.InvariantCulture);

    /// <summary>The sum.</summary>
    /// <exception cref="OverflowException">Out of range.</exception>
    public static Money operator +(Money left, Money right) => new(checked(left.Units + right.Units));

    /// <summary>The difference.</summary>
    /// <exception cref="OverflowException">Out of range.</exception>
    public static Money operator -(Money left, Money right) => new(checked(left.Units - right.Units));

    /// <summary>The amount with the other sign.</summary>
    /// <exception cref="OverflowException">It is <see cref="MinValue"/>.</exception>
    public static Money operator -(Money value) => new(checked(-value.Units));

    /// <summary>Whether the left amount is less.</summary>
    public static bool operator <(Money left, Money right) => left.Units < right.Units;

    /// <summary>Whether the left amount is more.</summary>
    public static bool operator >(Money left, Money right) => left.Units > right.Units;

    /// <summary>Whether the left amount is no more.</summary>
    public static bool operator <=(Money left, Money right) => left.Units <= right.Units;

    /// <summary>Whether the left amount is no less.</summary>
    public static bool operator >=(Money left, Money right) => left.Units >= right.Units;

    // Stops at the first digit that leaves the range, so that the 128 bits never overflow.
    private static bool Accumulate(ReadOnlySpan<char> digits, ref Int128 value)
    {
        foreach (char digit in digits)
        {
            if (!char.IsAsciiDigit(digit) || value > long.MaxValue)
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return true;
    }
}
