using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Souk.Learning.Numerics;

/// <summary>Sixteen floats in one AVX-512 register. Only for use where <see cref="IsSupported"/>.</summary>
internal readonly unsafe struct Lanes512 : ILanes<Lanes512>
{
    private readonly Vector512<float> _all;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes512(Vector512<float> all) => _all = all;

    /// <summary>Vector512.IsHardwareAccelerated is false by default on processors that have AVX-512 all the
    /// same.</summary>
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx512F.IsSupported;
    }

    public static Lanes512 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector512<float>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(float* from) => new(Avx512F.LoadVector512(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Broadcast(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* to, Lanes512 value) => Avx512F.Store(to, value._all);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Add(Lanes512 a, Lanes512 b) => new(Avx512F.Add(a._all, b._all));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Subtract(Lanes512 a, Lanes512 b) => new(Avx512F.Subtract(a._all, b._all));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Multiply(Lanes512 a, Lanes512 b) => new(Avx512F.Multiply(a._all, b._all));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Divide(Lanes512 a, Lanes512 b) => new(Avx512F.Divide(a._all, b._all));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Sqrt(Lanes512 a) => new(Avx512F.Sqrt(a._all));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MultiplyAdd(Lanes512 a, Lanes512 b, Lanes512 c) =>
        new(Avx512F.FusedMultiplyAdd(a._all, b._all, c._all));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes512 a) => Lanes256.Sum(a._all.GetLower() + a._all.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint AtLeastMask(Lanes512 a, Lanes512 b) =>
        (uint)Vector512.ExtractMostSignificantBits(Vector512.GreaterThanOrEqual(a._all, b._all));
}
