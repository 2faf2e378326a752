using System.Runtime.CompilerServices;

namespace Souk.Expressions;

/// <summary>
/// A value whose kind is known at run time only. 24 bytes, no boxing of scalars; the default is <c>null</c>. Equality
/// is that of the language: numbers are equal across their types, NaN equals nothing. Immutable.
/// </summary>
public readonly struct CelValue : IEquatable<CelValue>
{
    private readonly object? _reference;
    private readonly long _bits;
    private readonly int _nanos;

    private CelValue(CelKind kind, object? reference, long bits = 0, int nanos = 0)
    {
        Kind = kind;
        _reference = reference;
        _bits = bits;
        _nanos = nanos;
    }

    /// <summary>The value <c>null</c>.</summary>
    public static CelValue Null => default;

    /// <summary>What the value is.</summary>
    public CelKind Kind { get; }

    /// <summary>The truth value.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public bool AsBool => Require(CelKind.Bool)._bits != 0;

    /// <summary>The signed integer.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public long AsInt => Require(CelKind.Int)._bits;

    /// <summary>The unsigned integer.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public ulong AsUint => (ulong)Require(CelKind.Uint)._bits;

    /// <summary>The double.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public double AsDouble => BitConverter.Int64BitsToDouble(Require(CelKind.Double)._bits);

    /// <summary>The string.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public string AsString => (string)Require(CelKind.String)._reference!;

    /// <summary>The octets; not a copy.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public byte[] AsBytes => (byte[])Require(CelKind.Bytes)._reference!;

    /// <summary>The list.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public CelList AsList => (CelList)Require(CelKind.List)._reference!;

    /// <summary>The map.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public CelMap AsMap => (CelMap)Require(CelKind.Map)._reference!;

    /// <summary>The point in time.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public CelTimestamp AsTimestamp
    {
        get
        {
            CelValue value = Require(CelKind.Timestamp);
            return new CelTimestamp(value._bits, value._nanos);
        }
    }

    /// <summary>The span of time.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public CelDuration AsDuration => CelDuration.FromNanoseconds(Require(CelKind.Duration)._bits);

    /// <summary>The type.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public CelType AsType => (CelType)Require(CelKind.Type)._reference!;

    /// <summary>The optional.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public CelOptional AsOptional => (CelOptional)Require(CelKind.Optional)._reference!;

    /// <summary>The value of a library's or the host's own type.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public CelOpaque AsOpaque => (CelOpaque)Require(CelKind.Opaque)._reference!;

    /// <summary>The name of the value's type in the language, such as <c>int</c> or <c>list</c>.</summary>
    public string TypeName => RuntimeType.Name;

    internal CelType RuntimeType => Kind switch
    {
        CelKind.Null => CelType.Null,
        CelKind.Bool => CelType.Bool,
        CelKind.Int => CelType.Int,
        CelKind.Uint => CelType.Uint,
        CelKind.Double => CelType.Double,
        CelKind.String => CelType.String,
        CelKind.Bytes => CelType.Bytes,
        CelKind.List => CelType.ListOfDyn,
        CelKind.Map => CelType.MapOfDyn,
        CelKind.Timestamp => CelType.Timestamp,
        CelKind.Duration => CelType.Duration,
        CelKind.Type => CelType.TypeOfDyn,
        CelKind.Optional => CelType.OptionalOfDyn,
        _ => ((CelOpaque)_reference!).Type,
    };

    /// <summary>A truth value.</summary>
    public static CelValue FromBool(bool value) => new(CelKind.Bool, null, value ? 1 : 0);

    /// <summary>A signed integer.</summary>
    public static CelValue FromInt(long value) => new(CelKind.Int, null, value);

    /// <summary>An unsigned integer.</summary>
    public static CelValue FromUint(ulong value) => new(CelKind.Uint, null, (long)value);

    /// <summary>A double.</summary>
    public static CelValue FromDouble(double value) =>
        new(CelKind.Double, null, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A string.</summary>
    public static CelValue FromString(string value) => new(CelKind.String, value);

    /// <summary>Octets; the array is not copied and must not change any more.</summary>
    public static CelValue FromBytes(byte[] value) => new(CelKind.Bytes, value);

    /// <summary>A list.</summary>
    public static CelValue FromList(CelList value) => new(CelKind.List, value);

    /// <summary>A map.</summary>
    public static CelValue FromMap(CelMap value) => new(CelKind.Map, value);

    /// <summary>A point in time.</summary>
    public static CelValue FromTimestamp(CelTimestamp value) =>
        new(CelKind.Timestamp, null, value.Seconds, value.Nanos);

    /// <summary>A span of time.</summary>
    public static CelValue FromDuration(CelDuration value) => new(CelKind.Duration, null, value.Nanoseconds);

    /// <summary>A type as a value.</summary>
    public static CelValue FromType(CelType value) => new(CelKind.Type, value);

    /// <summary>An optional.</summary>
    public static CelValue FromOptional(CelOptional value) => new(CelKind.Optional, value);

    /// <summary>A value of a library's or the host's own type.</summary>
    public static CelValue FromOpaque(CelOpaque value) => new(CelKind.Opaque, value);

    /// <inheritdoc/>
    public bool Equals(CelValue other) => CelEquality.AreEqual(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CelValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => CelEquality.HashOf(this);

    /// <summary>The value as a literal of the language where there is one; for messages and logs.</summary>
    public override string ToString() => ValueText.Format(this);

    /// <summary>Whether the values are equal in the sense of the language.</summary>
    public static bool operator ==(CelValue left, CelValue right) => left.Equals(right);

    /// <summary>Whether the values are not equal in the sense of the language.</summary>
    public static bool operator !=(CelValue left, CelValue right) => !left.Equals(right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private CelValue Require(CelKind kind)
    {
        if (Kind != kind)
            ThrowKind(kind);
        return this;
    }

    private void ThrowKind(CelKind wanted) =>
        throw new InvalidOperationException($"The value is of kind {Kind}, not {wanted}.");
}
