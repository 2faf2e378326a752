using Souk.Core;
using Souk.Core.Definition;
using Souk.Log;

namespace Souk.Features.Reading;

/// <summary>The value of a feature column for one key at one log position. Immutable; safe to keep.</summary>
public readonly struct FeatureValue : IEquatable<FeatureValue>
{
    private readonly long _bits;
    private readonly object? _reference;
    private readonly byte _kind;

    private FeatureValue(ValueKind kind, long bits, object? reference = null)
    {
        _kind = (byte)(kind + 1);
        _bits = bits;
        _reference = reference;
    }

    /// <summary>No value: the mean of no events, a ratio with nothing below the line.</summary>
    public static FeatureValue Missing => default;

    /// <summary>Whether there is no value.</summary>
    public bool IsMissing => _kind == 0;

    /// <summary>What it holds; only where there is a value.</summary>
    public ValueKind Kind => (ValueKind)(_kind - 1);

    /// <summary>The number; 0 if it is none.</summary>
    public double Number => Kind == ValueKind.Number ? BitConverter.Int64BitsToDouble(_bits) : 0;

    /// <summary>The whole number, or the bits of money, time or flag.</summary>
    public long Whole => _bits;

    /// <summary>The amount of money.</summary>
    public Money Money => Money.FromUnits(_bits);

    /// <summary>The moment.</summary>
    public LogTime Time => new(_bits);

    /// <summary>The flag.</summary>
    public bool Flag => _bits != 0;

    /// <summary>The text, or the id of an entity; empty if it is neither.</summary>
    public string Text => _reference as string ?? string.Empty;

    /// <summary>The elements of a list; empty if it is none.</summary>
    public IReadOnlyList<FeatureValue> List => _reference as IReadOnlyList<FeatureValue> ?? [];

    /// <summary>A number.</summary>
    public static FeatureValue OfNumber(double value) =>
        new(ValueKind.Number, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A whole number.</summary>
    public static FeatureValue OfWhole(long value) => new(ValueKind.Whole, value);

    /// <summary>An amount of money.</summary>
    public static FeatureValue OfMoney(Money value) => new(ValueKind.Money, value.Units);

    /// <summary>A moment.</summary>
    public static FeatureValue OfTime(LogTime value) => new(ValueKind.Time, value.Microseconds);

    /// <summary>A flag.</summary>
    public static FeatureValue OfFlag(bool value) => new(ValueKind.Flag, value ? 1 : 0);

    /// <summary>A text.</summary>
    public static FeatureValue OfText(string value) => new(ValueKind.Text, 0, value);

    /// <summary>The id of an entity.</summary>
    public static FeatureValue OfEntity(string id) => new(ValueKind.Entity, 0, id);

    /// <summary>A list.</summary>
    public static FeatureValue OfList(IReadOnlyList<FeatureValue> elements) => new(ValueKind.List, 0, elements);

    /// <summary>A scalar of any kind but text, entity and list from its 64 bits.</summary>
    public static FeatureValue OfBits(ValueKind kind, long bits) => new(kind, bits);

    /// <summary>The value as a model takes it: numbers as they are, money in currency units, times in seconds since
    /// 1970, flags 0 or 1, lists by their length; NaN for missing values, texts and entities.</summary>
    public double ToDouble() => IsMissing ? double.NaN : Kind switch
    {
        ValueKind.Number => BitConverter.Int64BitsToDouble(_bits),
        ValueKind.Whole or ValueKind.Flag => _bits,
        ValueKind.Money => Money.ToDouble(),
        ValueKind.Time => _bits / 1e6,
        ValueKind.List => List.Count,
        _ => double.NaN,
    };

    /// <inheritdoc/>
    public bool Equals(FeatureValue other)
    {
        if (_kind != other._kind || _bits != other._bits)
        {
            return false;
        }

        return _reference is IReadOnlyList<FeatureValue> list
            ? other._reference is IReadOnlyList<FeatureValue> otherList && list.SequenceEqual(otherList)
            : Equals(_reference, other._reference);
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FeatureValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_kind, _bits, _reference is string text ? text : null);

    /// <summary>The value as text: numbers in the shortest form that reads back, lists in brackets, nothing if it is
    /// missing.</summary>
    public override string ToString() => IsMissing ? string.Empty : Kind switch
    {
        ValueKind.Number => Number.ToString("R"),
        ValueKind.Whole => _bits.ToString(),
        ValueKind.Money => Money.ToString(),
        ValueKind.Time => Time.ToString(),
        ValueKind.Flag => Flag ? "true" : "false",
        ValueKind.List => $"[{string.Join(", ", List)}]",
        _ => Text,
    };

    /// <summary>Whether two values are the same, bit for bit.</summary>
    public static bool operator ==(FeatureValue left, FeatureValue right) => left.Equals(right);

    /// <summary>Whether two values differ.</summary>
    public static bool operator !=(FeatureValue left, FeatureValue right) => !left.Equals(right);
}
