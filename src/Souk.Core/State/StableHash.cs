using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Souk.Core.State;

/// <summary>A fast hash that is the same in every process and on every machine, as state that is rebuilt from the log
/// bit for bit needs it: 16 bytes a step, folded by 64 × 64 → 128 bit multiplication. Not for secrets.</summary>
public static class StableHash
{
    private const ulong K0 = 0xA0761D6478BD642FUL;
    private const ulong K1 = 0xE7037ED1A0B428DBUL;

    /// <summary>The hash of some bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes, ulong seed = 0)
    {
        ulong state = seed ^ K0 ^ (ulong)bytes.Length;
        ref byte data = ref MemoryMarshal.GetReference(bytes);
        int at = 0;
        for (; bytes.Length - at > 16; at += 16)
        {
            state = Fold(Load64(ref data, at) ^ K1, Load64(ref data, at + 8) ^ state);
        }

        int rest = bytes.Length - at;
        ulong a;
        ulong b;
        if (rest >= 8)
        {
            a = Load64(ref data, at);
            b = Load64(ref data, bytes.Length - 8);
        }
        else if (rest >= 4)
        {
            a = Load32(ref data, at);
            b = Load32(ref data, bytes.Length - 4);
        }
        else
        {
            a = rest == 0 ? 0 : ((ulong)Unsafe.Add(ref data, at) << 16)
                | ((ulong)Unsafe.Add(ref data, at + (rest >> 1)) << 8) | Unsafe.Add(ref data, bytes.Length - 1);
            b = 0;
        }

        return Fold(K1 ^ (ulong)bytes.Length, Fold(a ^ K1, b ^ state));
    }

    /// <summary>The hash of two 64-bit numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ulong a, ulong b) => Fold(a ^ K0, b ^ K1);

    /// <summary>The upper and lower half of a hash in one, for a <see cref="HashIndex"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint To32(ulong hash) => (uint)(hash ^ (hash >> 32));

    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }

    private static ulong Load64(ref byte data, int at) =>
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref data, at));

    private static ulong Load32(ref byte data, int at) =>
        Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref data, at));
}
