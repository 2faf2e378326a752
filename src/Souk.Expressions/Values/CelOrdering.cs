namespace Souk.Expressions;

/// <summary>The order of values: numbers across their types, strings by code point, bytes by octet.</summary>
internal static class CelOrdering
{
    /// <summary>What a comparison answers when one side is NaN: neither less, equal nor greater.</summary>
    public const int Unordered = 2;

    public static int Compare(long a, long b) => a < b ? -1 : a > b ? 1 : 0;

    public static int Compare(ulong a, ulong b) => a < b ? -1 : a > b ? 1 : 0;

    public static int Compare(double a, double b) => a < b ? -1 : a > b ? 1 : a == b ? 0 : Unordered;

    public static int Compare(long a, ulong b) => a < 0 ? -1 : Compare((ulong)a, b);

    public static int Compare(ulong a, long b) => -Compare(b, a);

    // Whole numbers are compared with doubles as the nearest double, as the specification's tests ask.
    public static int Compare(long a, double b) => Compare((double)a, b);

    public static int Compare(double a, long b) => Compare(a, (double)b);

    public static int Compare(ulong a, double b) => Compare((double)a, b);

    public static int Compare(double a, ulong b) => Compare(a, (double)b);

    public static int Compare(bool a, bool b) => a.CompareTo(b);

    public static int Compare(CelTimestamp a, CelTimestamp b) => a.CompareTo(b);

    public static int Compare(CelDuration a, CelDuration b) => a.CompareTo(b);

    public static int Compare(byte[] a, byte[] b) => Math.Sign(a.AsSpan().SequenceCompareTo(b));

    // UTF-16 order differs from code point order only where one side is a surrogate and the other is above them.
    public static int Compare(string a, string b)
    {
        int common = a.AsSpan().CommonPrefixLength(b);
        if (common == a.Length || common == b.Length)
            return Compare((long)a.Length, b.Length);
        char x = a[common];
        char y = b[common];
        bool xSurrogate = char.IsSurrogate(x);
        if (xSurrogate != char.IsSurrogate(y))
            return xSurrogate ? 1 : y >= '\uD800' ? -1 : Compare((long)x, y) < 0 ? -1 : 1;
        return x < y ? -1 : 1;
    }

    public static int CompareNumbers(CelValue a, CelValue b) => (a.Kind, b.Kind) switch
    {
        (CelKind.Int, CelKind.Int) => Compare(a.AsInt, b.AsInt),
        (CelKind.Int, CelKind.Uint) => Compare(a.AsInt, b.AsUint),
        (CelKind.Int, _) => Compare(a.AsInt, b.AsDouble),
        (CelKind.Uint, CelKind.Int) => Compare(a.AsUint, b.AsInt),
        (CelKind.Uint, CelKind.Uint) => Compare(a.AsUint, b.AsUint),
        (CelKind.Uint, _) => Compare(a.AsUint, b.AsDouble),
        (_, CelKind.Int) => Compare(a.AsDouble, b.AsInt),
        (_, CelKind.Uint) => Compare(a.AsDouble, b.AsUint),
        _ => Compare(a.AsDouble, b.AsDouble),
    };

    /// <summary>The order of two values of any kind, or a fault when they have none.</summary>
    public static int CompareValues(CelValue a, CelValue b, ref CelFault fault)
    {
        if (CelEquality.IsNumber(a.Kind) && CelEquality.IsNumber(b.Kind))
            return CompareNumbers(a, b);
        if (a.Kind == b.Kind)
        {
            switch (a.Kind)
            {
                case CelKind.Bool: return Compare(a.AsBool, b.AsBool);
                case CelKind.String: return Compare(a.AsString, b.AsString);
                case CelKind.Bytes: return Compare(a.AsBytes, b.AsBytes);
                case CelKind.Timestamp: return Compare(a.AsTimestamp, b.AsTimestamp);
                case CelKind.Duration: return Compare(a.AsDuration, b.AsDuration);
            }
        }

        fault.Raise(CelErrorCode.NoSuchOverload, $"{a.TypeName} and {b.TypeName} have no order");
        return Unordered;
    }
}
