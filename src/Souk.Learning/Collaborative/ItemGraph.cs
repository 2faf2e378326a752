using System.Buffers;
using Souk.Learning.Data;
using Souk.Learning.Numerics;

namespace Souk.Learning.Collaborative;

/// <summary>
/// Interactions scaled by the degrees of their user and item, R̃ = Dᵤ^−a · R · Dᵢ^−b, and the item graph P = R̃ᵀR̃ that
/// they span. P is never formed: a product with it is two sparse products. A degree is the sum of absolute values.
/// </summary>
internal sealed class ItemGraph
{
    private ItemGraph(SparseMatrix byUser, float[] itemScale)
    {
        ByUser = byUser;
        ByItem = byUser.Transpose();
        ItemScale = itemScale;
    }

    /// <summary>R̃, users × items.</summary>
    public SparseMatrix ByUser { get; }

    /// <summary>R̃ transposed, items × users.</summary>
    public SparseMatrix ByItem { get; }

    /// <summary>Dᵢ^b: the degree of each item raised to b; 1 for an item without interactions.</summary>
    public float[] ItemScale { get; }

    public int Items => ByUser.Columns;

    public static ItemGraph Build(SparseMatrix interactions, double userExponent, double itemExponent)
    {
        if (interactions.Count == 0)
        {
            throw new ArgumentException("There are no interactions to learn from.", nameof(interactions));
        }

        var degrees = Degrees.Of(interactions);
        float[] itemScale = Array.ConvertAll(degrees.Items, d => d > 0 ? (float)Math.Pow(d, itemExponent) : 1f);
        float[] values = new float[interactions.Count];
        for (int u = 0; u < interactions.Rows; u++)
        {
            double userScale = degrees.Users[u] > 0 ? Math.Pow(degrees.Users[u], -userExponent) : 0;
            for (int i = interactions.RowStarts[u]; i < interactions.RowStarts[u + 1]; i++)
            {
                values[i] = (float)(interactions.Values[i] * userScale / itemScale[interactions.ColumnIndices[i]]);
            }
        }

        var scaled = SparseMatrix.FromRows(
            interactions.Rows, interactions.Columns, interactions.RowStarts, interactions.ColumnIndices, values);
        return new ItemGraph(scaled, itemScale);
    }

    public static ItemGraph FromParts(SparseMatrix byUser, float[] itemScale) => new(byUser, itemScale);

    /// <summary>y = P·x for <see cref="BlockProducts.Width"/> vectors over the items.</summary>
    public void Multiply(ReadOnlySpan<float> x, Span<float> y)
    {
        int length = ByUser.Rows * BlockProducts.Width;
        float[] buffer = ArrayPool<float>.Shared.Rent(length);
        Span<float> users = buffer.AsSpan(0, length);
        BlockProducts.Multiply(ByUser, x, users);
        BlockProducts.Multiply(ByItem, users, y);
        ArrayPool<float>.Shared.Return(buffer);
    }
}
