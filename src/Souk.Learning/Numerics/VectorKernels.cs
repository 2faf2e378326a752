using System.Runtime.CompilerServices;

namespace Souk.Learning.Numerics;

/// <summary>
/// Kernels on single rows of a <see cref="VectorTable"/>. Lengths are multiples of sixteen. Sixteen running sums
/// whatever the register width, so that the result is the same on every machine with fused multiply-add.
/// </summary>
internal static unsafe class VectorKernels
{
    /// <summary>The inner product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Dot(float* a, float* b, int length) =>
        Lanes512.IsSupported ? Dot<Lanes512>(a, b, length) : Dot<Lanes256>(a, b, length);

    /// <summary>The inner products of <paramref name="a"/> with four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Dot4(float* a, float* b0, float* b1, float* b2, float* b3, int length, float* results)
    {
        if (Lanes512.IsSupported)
        {
            Dot4<Lanes512>(a, b0, b1, b2, b3, length, results);
        }
        else
        {
            Dot4<Lanes256>(a, b0, b1, b2, b3, length, results);
        }
    }

    /// <summary>The squared Euclidean distance.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SquaredDistance(float* a, float* b, int length) =>
        Lanes512.IsSupported ? SquaredDistance<Lanes512>(a, b, length) : SquaredDistance<Lanes256>(a, b, length);

    /// <summary>to += factor × from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddScaled(float* to, float factor, float* from, int length)
    {
        if (Lanes512.IsSupported)
        {
            AddScaled<Lanes512>(to, factor, from, length);
        }
        else
        {
            AddScaled<Lanes256>(to, factor, from, length);
        }
    }

    /// <summary>to = factor × from; the two may be the same row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scale(float* to, float factor, float* from, int length)
    {
        if (Lanes512.IsSupported)
        {
            Scale<Lanes512>(to, factor, from, length);
        }
        else
        {
            Scale<Lanes256>(to, factor, from, length);
        }
    }

    internal static float Dot<T>(float* a, float* b, int length)
        where T : struct, ILanes<T>
    {
        T sum = T.Zero;
        for (int i = 0; i < length; i += VectorTable.Lanes)
        {
            sum = T.MultiplyAdd(T.Load(a + i), T.Load(b + i), sum);
        }

        return T.Sum(sum);
    }

    internal static void Dot4<T>(float* a, float* b0, float* b1, float* b2, float* b3, int length, float* results)
        where T : struct, ILanes<T>
    {
        T sum0 = T.Zero;
        T sum1 = T.Zero;
        T sum2 = T.Zero;
        T sum3 = T.Zero;
        for (int i = 0; i < length; i += VectorTable.Lanes)
        {
            T left = T.Load(a + i);
            sum0 = T.MultiplyAdd(left, T.Load(b0 + i), sum0);
            sum1 = T.MultiplyAdd(left, T.Load(b1 + i), sum1);
            sum2 = T.MultiplyAdd(left, T.Load(b2 + i), sum2);
            sum3 = T.MultiplyAdd(left, T.Load(b3 + i), sum3);
        }

        results[0] = T.Sum(sum0);
        results[1] = T.Sum(sum1);
        results[2] = T.Sum(sum2);
        results[3] = T.Sum(sum3);
    }

    internal static float SquaredDistance<T>(float* a, float* b, int length)
        where T : struct, ILanes<T>
    {
        T sum = T.Zero;
        for (int i = 0; i < length; i += VectorTable.Lanes)
        {
            T difference = T.Subtract(T.Load(a + i), T.Load(b + i));
            sum = T.MultiplyAdd(difference, difference, sum);
        }

        return T.Sum(sum);
    }

    internal static void AddScaled<T>(float* to, float factor, float* from, int length)
        where T : struct, ILanes<T>
    {
        T by = T.Broadcast(factor);
        for (int i = 0; i < length; i += VectorTable.Lanes)
        {
            T.Store(to + i, T.MultiplyAdd(by, T.Load(from + i), T.Load(to + i)));
        }
    }

    internal static void Scale<T>(float* to, float factor, float* from, int length)
        where T : struct, ILanes<T>
    {
        T by = T.Broadcast(factor);
        for (int i = 0; i < length; i += VectorTable.Lanes)
        {
            T.Store(to + i, T.Multiply(by, T.Load(from + i)));
        }
    }
}
