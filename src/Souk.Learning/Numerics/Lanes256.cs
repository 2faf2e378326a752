using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Souk.Learning.Numerics;

/// <summary>Sixteen floats in two 256-bit registers; works on every machine, fast where AVX2 and FMA are.</summary>
internal readonly unsafe struct Lanes256 : ILanes<Lanes256>
{
    private readonly Vector256<float> _low;
    private readonly Vector256<float> _high;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes256(Vector256<float> low, Vector256<float> high)
    {
        _low = low;
        _high = high;
    }

    public static Lanes256 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector256<float>.Zero, Vector256<float>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(float* from) => new(Vector256.Load(from), Vector256.Load(from + 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Broadcast(float value)
    {
        Vector256<float> all = Vector256.Create(value);
        return new Lanes256(all, all);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* to, Lanes256 value)
    {
        value._low.Store(to);
        value._high.Store(to + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Add(Lanes256 a, Lanes256 b) => new(a._low + b._low, a._high + b._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Subtract(Lanes256 a, Lanes256 b) => new(a._low - b._low, a._high - b._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Multiply(Lanes256 a, Lanes256 b) => new(a._low * b._low, a._high * b._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Divide(Lanes256 a, Lanes256 b) => new(a._low / b._low, a._high / b._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Sqrt(Lanes256 a) => new(Vector256.Sqrt(a._low), Vector256.Sqrt(a._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyAdd(Lanes256 a, Lanes256 b, Lanes256 c) =>
        new(Vector256.FusedMultiplyAdd(a._low, b._low, c._low), Vector256.FusedMultiplyAdd(a._high, b._high, c._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes256 a) => Sum(a._low + a._high);

    /// <summary>The one order in which eight partial sums are added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> a)
    {
        Vector128<float> four = a.GetLower() + a.GetUpper();
        Vector128<float> two = four + Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1));
        return two.ToScalar() + two.GetElement(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint AtLeastMask(Lanes256 a, Lanes256 b) =>
        Vector256.GreaterThanOrEqual(a._low, b._low).ExtractMostSignificantBits()
        | (Vector256.GreaterThanOrEqual(a._high, b._high).ExtractMostSignificantBits() << 8);
}
