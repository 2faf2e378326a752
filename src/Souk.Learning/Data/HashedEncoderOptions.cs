namespace Souk.Learning.Data;

/// <summary>How <see cref="HashedEncoder"/> turns table rows into sparse rows.</summary>
public sealed record HashedEncoderOptions
{
    /// <summary>The number of bits of the index space (2^bits indices), 1 to 30; default 20.</summary>
    public int Bits { get; init; } = 20;

    /// <summary>Sets of two or more categorical columns whose joint value becomes a feature of its own; default none.
    /// Each is a field after the columns'.</summary>
    public IReadOnlyList<int[]> Crosses { get; init; } = [];

    /// <summary>All sets of <paramref name="size"/> different columns out of <paramref name="columns"/>, to use as
    /// <see cref="Crosses"/>.</summary>
    public static IReadOnlyList<int[]> AllCrosses(int columns, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, columns);
        var crosses = new List<int[]>();
        Extend(crosses, [], columns, size);
        return crosses;
    }

    internal void Validate(FeatureSchema schema)
    {
        if (Bits is < 1 or > 30)
        {
            throw new ArgumentException($"Bits is {Bits}; it must be 1 to 30.");
        }

        for (int i = 0; i < Crosses.Count; i++)
        {
            foreach (int column in Crosses[i])
            {
                if (column < 0 || column >= schema.Count || !schema.IsCategorical(column))
                {
                    throw new ArgumentException($"Cross {i} names column {column}, which is not a categorical column.");
                }
            }

            if (Crosses[i].Length < 2 || Crosses[i].Distinct().Count() != Crosses[i].Length)
            {
                throw new ArgumentException($"Cross {i} must name two or more different columns.");
            }
        }
    }

    private static void Extend(List<int[]> crosses, int[] chosen, int columns, int size)
    {
        if (chosen.Length == size)
        {
            crosses.Add(chosen);
            return;
        }

        for (int c = chosen.Length == 0 ? 0 : chosen[^1] + 1; c < columns; c++)
        {
            Extend(crosses, [.. chosen, c], columns, size);
        }
    }
}
