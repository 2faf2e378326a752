using System.Numerics;

namespace Souk.Core.State;

/// <summary>The block sizes of an <see cref="Arena"/>: multiples of 8 up to 256 bytes, then four sizes for every
/// doubling up to a page, so that rounding up wastes at most a fifth.</summary>
internal static class SizeClass
{
    /// <summary>How many there are.</summary>
    internal const int Count = SmallCount + (LargeDoublings * 4);

    private const int SmallCount = 32;
    private const int LargeDoublings = 8;
    private const int SmallLimit = SmallCount * 8;

    /// <summary>The class that holds a number of bytes.</summary>
    internal static int For(int bytes)
    {
        if ((uint)(bytes - 1) < SmallLimit)
        {
            return (bytes - 1) >> 3;
        }

        if (bytes is <= 0 or > Arena.MaxBlockBytes)
        {
            throw new ArgumentOutOfRangeException(
                nameof(bytes), bytes, $"A block has 1 to {Arena.MaxBlockBytes} bytes.");
        }

        int shift = BitOperations.Log2((uint)(bytes - 1)) - 2;
        int quarter = ((bytes - 1) >> shift) & 3;
        return SmallCount + ((shift - 6) * 4) + quarter;
    }

    /// <summary>The bytes of a class.</summary>
    internal static int Bytes(int sizeClass)
    {
        if (sizeClass < SmallCount)
        {
            return (sizeClass + 1) << 3;
        }

        int large = sizeClass - SmallCount;
        return (5 + (large & 3)) << ((large >> 2) + 6);
    }

    /// <summary>A size rounded up to its class.</summary>
    internal static int Round(int bytes) => Bytes(For(bytes));

    /// <summary>The largest class that fits into a number of bytes, a multiple of 8.</summary>
    internal static int LargestWithin(int bytes)
    {
        int sizeClass = For(bytes);
        return Bytes(sizeClass) <= bytes ? sizeClass : sizeClass - 1;
    }
}
