using Souk.Learning.Data;

namespace Souk.Learning.Factorization;

/// <summary>What the factorizations ask of their data.</summary>
internal static class InteractionCheck
{
    /// <summary>Refuses an empty matrix.</summary>
    public static void NotEmpty(SparseMatrix interactions)
    {
        if (interactions.Count == 0)
        {
            throw new ArgumentException(
                $"The {interactions.Rows} × {interactions.Columns} matrix holds no entry, so there is nothing to " +
                "learn from.",
                nameof(interactions));
        }
    }

    /// <summary>Refuses an empty matrix and weights that are not above 0.</summary>
    public static void Weights(SparseMatrix interactions)
    {
        NotEmpty(interactions);
        for (int r = 0; r < interactions.Rows; r++)
        {
            ReadOnlySpan<float> values = interactions.RowValues(r);
            for (int i = 0; i < values.Length; i++)
            {
                if (!(values[i] > 0))
                {
                    throw new ArgumentException(
                        $"The interaction of row {r}, column {interactions.RowColumns(r)[i]} has weight {values[i]}; " +
                        "weights must be above 0.",
                        nameof(interactions));
                }
            }
        }
    }

    /// <summary>Refuses a history with ids outside the catalogue or weights that are not above 0.</summary>
    public static void History(ReadOnlySpan<int> ids, ReadOnlySpan<float> weights, int rows)
    {
        if (weights.Length != ids.Length)
        {
            throw new ArgumentException($"A history of {ids.Length} needs as many weights; got {weights.Length}.");
        }

        for (int i = 0; i < ids.Length; i++)
        {
            if ((uint)ids[i] >= (uint)rows)
            {
                throw new ArgumentException($"Entry {i} of the history is {ids[i]}; known ids go from 0 to " +
                    $"{rows - 1}.");
            }

            if (!(weights[i] > 0) || !float.IsFinite(weights[i]))
            {
                throw new ArgumentException($"Entry {i} of the history has weight {weights[i]}; weights must be " +
                    "above 0.");
            }
        }
    }
}
