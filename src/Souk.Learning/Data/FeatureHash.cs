using System.Numerics;
using System.Runtime.InteropServices;

namespace Souk.Learning.Data;

/// <summary>
/// The hash behind hashed features (Weinberger et al., "Feature hashing for large scale multitask learning", ICML
/// 2009): stable between processes and machines, so that a saved model meets the same indices again. 64 bits; the index
/// is the top bits.
/// </summary>
public static class FeatureHash
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15UL;

    /// <summary>The hash of a whole number (a category code, an id) in a field.</summary>
    public static ulong Of(int field, long value) => Combine(Mix((ulong)field + 1), (ulong)value);

    /// <summary>The hash of a text in a field.</summary>
    public static ulong Of(int field, ReadOnlySpan<char> text)
    {
        ulong hash = Combine(Mix((ulong)field + 1), (ulong)text.Length);
        while (text.Length >= 4)
        {
            hash = Combine(hash, MemoryMarshal.Cast<char, ulong>(text)[0]);
            text = text[4..];
        }

        foreach (char c in text)
        {
            hash = Combine(hash, c);
        }

        return hash;
    }

    /// <summary>The hash of a cross of two features; the order matters.</summary>
    public static ulong Cross(ulong first, ulong second) => Combine(first, second);

    /// <summary>The index of a hash in a space of 2^<paramref name="bits"/>, bits from 1 to 30.</summary>
    public static int Index(ulong hash, int bits) => (int)(Mix(hash) >> (64 - bits));

    private static ulong Combine(ulong hash, ulong value) =>
        Mix(BitOperations.RotateLeft(hash, 23) ^ (value * Multiplier));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
