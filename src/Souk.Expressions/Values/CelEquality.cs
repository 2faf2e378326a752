namespace Souk.Expressions;

/// <summary>Equality and hashing of values: numbers compare by mathematical value across their types.</summary>
internal static class CelEquality
{
    public static bool AreEqual(CelValue a, CelValue b)
    {
        if (a.Kind == b.Kind)
            return SameKindEqual(a, b);
        return IsNumber(a.Kind) && IsNumber(b.Kind) && CelOrdering.CompareNumbers(a, b) == 0;
    }

    public static int HashOf(CelValue value) => value.Kind switch
    {
        CelKind.Null => 0,
        CelKind.Bool => value.AsBool ? 1 : 2,
        CelKind.Int => value.AsInt.GetHashCode(),
        CelKind.Uint => ((long)value.AsUint).GetHashCode(),
        CelKind.Double => HashOfDouble(value.AsDouble),
        CelKind.String => value.AsString.GetHashCode(StringComparison.Ordinal),
        CelKind.Bytes => HashOfBytes(value.AsBytes),
        CelKind.List => value.AsList.Count,
        CelKind.Map => value.AsMap.Count,
        CelKind.Timestamp => value.AsTimestamp.GetHashCode(),
        CelKind.Duration => value.AsDuration.GetHashCode(),
        CelKind.Type => value.AsType.Name.GetHashCode(StringComparison.Ordinal),
        CelKind.Optional => value.AsOptional.HasValue ? 3 + HashOf(value.AsOptional.Value) : 3,
        _ => value.AsOpaque.ValueHash(),
    };

    public static bool BytesEqual(byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b);

    public static bool IsNumber(CelKind kind) => kind is CelKind.Int or CelKind.Uint or CelKind.Double;

    public static bool ListsEqual(CelList a, CelList b)
    {
        if (a.Count != b.Count)
            return false;
        for (int i = 0; i < a.Count; i++)
            if (!AreEqual(a[i], b[i]))
                return false;
        return true;
    }

    public static bool MapsEqual(CelMap a, CelMap b)
    {
        if (a.Count != b.Count)
            return false;
        for (int i = 0; i < a.Count; i++)
            if (!b.TryGet(a.KeyAt(i), out CelValue other) || !AreEqual(a.ValueAt(i), other))
                return false;
        return true;
    }

    private static bool SameKindEqual(CelValue a, CelValue b) => a.Kind switch
    {
        CelKind.Null => true,
        CelKind.Bool => a.AsBool == b.AsBool,
        CelKind.Int => a.AsInt == b.AsInt,
        CelKind.Uint => a.AsUint == b.AsUint,
        CelKind.Double => a.AsDouble == b.AsDouble,
        CelKind.String => string.Equals(a.AsString, b.AsString, StringComparison.Ordinal),
        CelKind.Bytes => BytesEqual(a.AsBytes, b.AsBytes),
        CelKind.List => ListsEqual(a.AsList, b.AsList),
        CelKind.Map => MapsEqual(a.AsMap, b.AsMap),
        CelKind.Timestamp => a.AsTimestamp == b.AsTimestamp,
        CelKind.Duration => a.AsDuration == b.AsDuration,
        CelKind.Type => a.AsType.Name == b.AsType.Name,
        CelKind.Optional => OptionalsEqual(a.AsOptional, b.AsOptional),
        _ => a.AsOpaque.Type.Name == b.AsOpaque.Type.Name && a.AsOpaque.ValueEquals(b.AsOpaque),
    };

    private static bool OptionalsEqual(CelOptional a, CelOptional b) =>
        a.HasValue == b.HasValue && (!a.HasValue || AreEqual(a.Value, b.Value));

    // Whole doubles must hash as the integers that they are equal to.
    private static int HashOfDouble(double value)
    {
        if (value >= -9223372036854775808.0 && value < 9223372036854775808.0 && Math.Floor(value) == value)
            return ((long)value).GetHashCode();
        if (value >= 0 && value < 18446744073709551616.0 && Math.Floor(value) == value)
            return ((long)(ulong)value).GetHashCode();
        return value.GetHashCode();
    }

    private static int HashOfBytes(byte[] bytes)
    {
        HashCode hash = default;
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }
}
