namespace Souk.Expressions;

/// <summary>The math extension: extremes, rounding, signs and bits.</summary>
internal static class MathFunctions
{
    [Function("math.greatest", "dyn -> dyn")]
    public static CelValue Greatest(CelValue value, ref CelFault fault) => Extreme(value, 1, ref fault);

    [Function("math.least", "dyn -> dyn")]
    public static CelValue Least(CelValue value, ref CelFault fault) => Extreme(value, -1, ref fault);

    [Function("math.greatest", "dyn, dyn -> dyn")]
    public static CelValue Greatest(CelValue a, CelValue b, ref CelFault fault) => Choose(a, b, 1, ref fault);

    [Function("math.least", "dyn, dyn -> dyn")]
    public static CelValue Least(CelValue a, CelValue b, ref CelFault fault) => Choose(a, b, -1, ref fault);

    [Function("math.greatest")]
    public static long Greatest(long a, long b) => Math.Max(a, b);

    [Function("math.least")]
    public static long Least(long a, long b) => Math.Min(a, b);

    [Function("math.greatest")]
    public static double Greatest(double a, double b) => a >= b ? a : b;

    [Function("math.least")]
    public static double Least(double a, double b) => a <= b ? a : b;

    [Function("math.ceil")]
    public static double Ceil(double a) => Math.Ceiling(a);

    [Function("math.floor")]
    public static double Floor(double a) => Math.Floor(a);

    [Function("math.round")]
    public static double Round(double a) => Math.Round(a, MidpointRounding.AwayFromZero);

    [Function("math.trunc")]
    public static double Trunc(double a) => Math.Truncate(a);

    [Function("math.sqrt")]
    public static double Sqrt(double a) => Math.Sqrt(a);

    [Function("math.sqrt")]
    public static double Sqrt(long a) => Math.Sqrt(a);

    [Function("math.sqrt")]
    public static double Sqrt(ulong a) => Math.Sqrt(a);

    [Function("math.isNaN")]
    public static bool IsNaN(double a) => double.IsNaN(a);

    [Function("math.isInf")]
    public static bool IsInf(double a) => double.IsInfinity(a);

    [Function("math.isFinite")]
    public static bool IsFinite(double a) => double.IsFinite(a);

    [Function("math.abs")]
    public static double Abs(double a) => Math.Abs(a);

    [Function("math.abs")]
    public static ulong Abs(ulong a) => a;

    [Function("math.abs")]
    public static long Abs(long a, ref CelFault fault)
    {
        if (a != long.MinValue)
            return Math.Abs(a);
        fault.Raise(CelErrorCode.Overflow);
        return 0;
    }

    [Function("math.sign")]
    public static long Sign(long a) => Math.Sign(a);

    [Function("math.sign")]
    public static ulong Sign(ulong a) => a == 0 ? 0u : 1u;

    [Function("math.sign")]
    public static double Sign(double a) => double.IsNaN(a) ? a : Math.Sign(a);

    [Function("math.bitAnd")]
    public static long BitAnd(long a, long b) => a & b;

    [Function("math.bitAnd")]
    public static ulong BitAnd(ulong a, ulong b) => a & b;

    [Function("math.bitOr")]
    public static long BitOr(long a, long b) => a | b;

    [Function("math.bitOr")]
    public static ulong BitOr(ulong a, ulong b) => a | b;

    [Function("math.bitXor")]
    public static long BitXor(long a, long b) => a ^ b;

    [Function("math.bitXor")]
    public static ulong BitXor(ulong a, ulong b) => a ^ b;

    [Function("math.bitNot")]
    public static long BitNot(long a) => ~a;

    [Function("math.bitNot")]
    public static ulong BitNot(ulong a) => ~a;

    [Function("math.bitShiftLeft")]
    public static long BitShiftLeft(long a, long bits, ref CelFault fault) =>
        (long)BitShiftLeft((ulong)a, bits, ref fault);

    [Function("math.bitShiftLeft")]
    public static ulong BitShiftLeft(ulong a, long bits, ref CelFault fault) =>
        IsShift(bits, ref fault) && bits < 64 ? a << (int)bits : 0;

    [Function("math.bitShiftRight")]
    public static long BitShiftRight(long a, long bits, ref CelFault fault) =>
        (long)BitShiftRight((ulong)a, bits, ref fault);

    [Function("math.bitShiftRight")]
    public static ulong BitShiftRight(ulong a, long bits, ref CelFault fault) =>
        IsShift(bits, ref fault) && bits < 64 ? a >> (int)bits : 0;

    private static bool IsShift(long bits, ref CelFault fault)
    {
        if (bits < 0)
            fault.Raise(CelErrorCode.InvalidArgument, $"a shift by {bits} bits");
        return bits >= 0;
    }

    private static CelValue Extreme(CelValue value, int wanted, ref CelFault fault)
    {
        if (value.Kind != CelKind.List)
            return Choose(value, value, wanted, ref fault);
        CelList list = value.AsList;
        if (list.Count == 0)
        {
            fault.Raise(CelErrorCode.InvalidArgument, "the extreme of an empty list");
            return default;
        }

        CelValue best = list[0];
        for (int i = 0; i < list.Count && fault.Code == CelErrorCode.None; i++)
            best = Choose(best, list[i], wanted, ref fault);
        return best;
    }

    private static CelValue Choose(CelValue a, CelValue b, int wanted, ref CelFault fault)
    {
        if (CelEquality.IsNumber(a.Kind) && CelEquality.IsNumber(b.Kind))
            return CelOrdering.CompareNumbers(b, a) == wanted ? b : a;
        CelValue other = CelEquality.IsNumber(a.Kind) ? b : a;
        fault.Raise(CelErrorCode.NoSuchOverload, $"an extreme of numbers, not of {other.TypeName}");
        return default;
    }
}
