using Souk.Core.State;

namespace Souk.Features.Cells;

/// <summary>
/// The operations on a <see cref="HeaviestCell"/>: a decayed weight for each value that a key has. All weights are
/// stated for one common time, so an update touches one weight and an order never changes by waiting (forward decay:
/// Cormode et al., ICDE 2009). When the limit is reached a new value takes the place of the lightest and inherits its
/// weight (space-saving: Metwally et al., ICDT 2005): a weight is then too high by at most the key's whole weight /
/// limit.
/// </summary>
internal static class Heaviest
{
    /// <summary>The most values of a key: values and weights fill a quarter of an arena block, and a search through
    /// them takes a fraction of a microsecond.</summary>
    internal const int MaxLimit = 1024;

    private const int FirstCapacity = 4;

    // Weights are restated before newer ones are 2^64 times as heavy as they look.
    private const double MaxHalfLivesAhead = 64;

    /// <summary>Adds weight to a value.</summary>
    /// <returns>False if the value was there; true if it is new, with the value it put out, if any.</returns>
    internal static bool Add(
        Arena arena, ref HeaviestCell cell, Cell plan, long value, double weight, long time, out long? putOut)
    {
        putOut = null;
        double stated = weight * HalfLife.Left(-Ahead(arena, ref cell, plan, time));
        int known = cell.Count == 0 ? -1 : Values(arena, in cell)[..cell.Count].IndexOf(value);
        if (known >= 0)
        {
            Weights(arena, in cell)[known] += stated;
            return false;
        }

        if (cell.Count < plan.Limit)
        {
            Append(arena, ref cell, plan.Limit, value, stated);
            return true;
        }

        int lightest = Lightest(Weights(arena, in cell)[..cell.Count]);
        ref long slot = ref Values(arena, in cell)[lightest];
        putOut = slot;
        slot = value;
        Weights(arena, in cell)[lightest] += stated;
        return true;
    }

    /// <summary>The values.</summary>
    internal static ReadOnlySpan<long> ValuesOf(Arena arena, in HeaviestCell cell) =>
        cell.Count == 0 ? [] : arena.ReadSpan<long>(cell.Block, cell.Count);

    /// <summary>Their weights, all stated for the cell's landmark.</summary>
    internal static ReadOnlySpan<double> WeightsOf(Arena arena, in HeaviestCell cell) =>
        cell.Count == 0 ? [] : arena.ReadSpan<double>(cell.Block + cell.Capacity, cell.Count);

    internal static void Clear(Arena arena, ref HeaviestCell cell)
    {
        Release(arena, in cell);
        cell = default;
    }

    private static Span<long> Values(Arena arena, in HeaviestCell cell) =>
        arena.WriteSpan<long>(cell.Block, cell.Capacity);

    private static Span<double> Weights(Arena arena, in HeaviestCell cell) =>
        arena.WriteSpan<double>(cell.Block + cell.Capacity, cell.Capacity);

    // How many half-lives after the landmark a time is.
    private static double Ahead(Arena arena, ref HeaviestCell cell, Cell plan, long time)
    {
        if (cell.Count == 0)
        {
            cell.Landmark = time;
            return 0;
        }

        double ahead = (double)(time - cell.Landmark) / plan.HalfLife;
        if (ahead <= MaxHalfLivesAhead)
        {
            return ahead;
        }

        double left = HalfLife.Left(ahead);
        foreach (ref double weight in Weights(arena, in cell)[..cell.Count])
        {
            weight *= left;
        }

        cell.Landmark = time;
        return 0;
    }

    private static void Append(Arena arena, ref HeaviestCell cell, int limit, long value, double weight)
    {
        if (cell.Count == cell.Capacity)
        {
            Grow(arena, ref cell, Math.Min(limit, Math.Max(FirstCapacity, cell.Capacity * 2)));
        }

        Values(arena, in cell)[cell.Count] = value;
        Weights(arena, in cell)[cell.Count] = weight;
        cell.Count++;
    }

    private static void Grow(Arena arena, ref HeaviestCell cell, int capacity)
    {
        HeaviestCell grown = cell with
        {
            Block = arena.Allocate(capacity * 2 * sizeof(long)),
            Capacity = (ushort)capacity,
        };
        ValuesOf(arena, in cell).CopyTo(Values(arena, in grown));
        WeightsOf(arena, in cell).CopyTo(Weights(arena, in grown));
        Release(arena, in cell);
        cell = grown;
    }

    private static void Release(Arena arena, in HeaviestCell cell)
    {
        if (cell.Capacity > 0)
        {
            arena.Free(cell.Block, cell.Capacity * 2 * sizeof(long));
        }
    }

    private static int Lightest(ReadOnlySpan<double> weights)
    {
        int lightest = 0;
        for (int i = 1; i < weights.Length; i++)
        {
            if (weights[i] < weights[lightest])
            {
                lightest = i;
            }
        }

        return lightest;
    }
}
