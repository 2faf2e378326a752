using System.Runtime.CompilerServices;

namespace Souk.Expressions;

/// <summary>Whole-number arithmetic: what does not fit into 64 bits is an error, never a wrong number.</summary>
internal static class IntegerFunctions
{
    [Function(Operators.Add, Cost = 1)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Add(long a, long b, ref CelFault fault)
    {
        long sum = unchecked(a + b);
        if (((a ^ sum) & (b ^ sum)) < 0)
            fault.Raise(CelErrorCode.Overflow);
        return sum;
    }

    [Function(Operators.Subtract, Cost = 1)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Subtract(long a, long b, ref CelFault fault)
    {
        long difference = unchecked(a - b);
        if (((a ^ b) & (a ^ difference)) < 0)
            fault.Raise(CelErrorCode.Overflow);
        return difference;
    }

    [Function(Operators.Multiply, Cost = 1)]
    public static long Multiply(long a, long b, ref CelFault fault)
    {
        long high = Math.BigMul(a, b, out long low);
        if (high != low >> 63)
            fault.Raise(CelErrorCode.Overflow);
        return low;
    }

    [Function(Operators.Divide, Cost = 1)]
    public static long Divide(long a, long b, ref CelFault fault)
    {
        if (b == 0)
            fault.Raise(CelErrorCode.DivideByZero);
        else if (a == long.MinValue && b == -1)
            fault.Raise(CelErrorCode.Overflow);
        else
            return a / b;
        return 0;
    }

    [Function(Operators.Modulo, Cost = 1)]
    public static long Modulo(long a, long b, ref CelFault fault)
    {
        if (b == 0)
            fault.Raise(CelErrorCode.ModulusByZero);
        else if (a == long.MinValue && b == -1)
            fault.Raise(CelErrorCode.Overflow);
        else
            return a % b;
        return 0;
    }

    [Function(Operators.Negate, Cost = 1)]
    public static long Negate(long a, ref CelFault fault)
    {
        if (a == long.MinValue)
            fault.Raise(CelErrorCode.Overflow);
        return unchecked(-a);
    }

    [Function(Operators.Add, Cost = 1)]
    public static ulong Add(ulong a, ulong b, ref CelFault fault)
    {
        ulong sum = unchecked(a + b);
        if (sum < a)
            fault.Raise(CelErrorCode.Overflow);
        return sum;
    }

    [Function(Operators.Subtract, Cost = 1)]
    public static ulong Subtract(ulong a, ulong b, ref CelFault fault)
    {
        if (b > a)
            fault.Raise(CelErrorCode.Overflow);
        return unchecked(a - b);
    }

    [Function(Operators.Multiply, Cost = 1)]
    public static ulong Multiply(ulong a, ulong b, ref CelFault fault)
    {
        if (Math.BigMul(a, b, out ulong low) != 0)
            fault.Raise(CelErrorCode.Overflow);
        return low;
    }

    [Function(Operators.Divide, Cost = 1)]
    public static ulong Divide(ulong a, ulong b, ref CelFault fault)
    {
        if (b != 0)
            return a / b;
        fault.Raise(CelErrorCode.DivideByZero);
        return 0;
    }

    [Function(Operators.Modulo, Cost = 1)]
    public static ulong Modulo(ulong a, ulong b, ref CelFault fault)
    {
        if (b != 0)
            return a % b;
        fault.Raise(CelErrorCode.ModulusByZero);
        return 0;
    }
}
