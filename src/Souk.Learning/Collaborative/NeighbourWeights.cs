using Souk.Learning.Data;

namespace Souk.Learning.Collaborative;

/// <summary>A likeness as sums of products over shared users: weight[i, j] = Σᵤ byItem[i, u] · byUser[u, j] /
/// (source norm i · target norm j + shrinkage). All likenesses but swing have this form.</summary>
internal sealed record NeighbourWeights(
    SparseMatrix ByItem, SparseMatrix ByUser, float[] SourceNorms, float[] TargetNorms, float Shrinkage)
{
    public static NeighbourWeights Build(SparseMatrix interactions, ItemNeighboursOptions options)
    {
        var degrees = Degrees.Of(interactions);
        return options.Similarity switch
        {
            NeighbourSimilarity.RandomWalk => RandomWalk(interactions, degrees, options),
            NeighbourSimilarity.Bm25 => Products(
                Weigh(interactions, (u, _, value) => Bm25(interactions, degrees, u, value, options)), interactions),
            NeighbourSimilarity.TfIdf => Cosine(
                Weigh(interactions, (u, _, value) => value * Rarity(interactions, u)), options),
            _ => Cosine(interactions, options),
        };
    }

    private static NeighbourWeights Cosine(SparseMatrix weighted, ItemNeighboursOptions options)
    {
        SparseMatrix byItem = weighted.Transpose();
        float[] norms = new float[byItem.Rows];
        for (int i = 0; i < norms.Length; i++)
        {
            norms[i] = MathF.Sqrt(System.Numerics.Tensors.TensorPrimitives.SumOfSquares(byItem.RowValues(i)));
        }

        return new NeighbourWeights(byItem, weighted, norms, norms, (float)options.Shrinkage);
    }

    private static NeighbourWeights Products(SparseMatrix weighted, SparseMatrix interactions)
    {
        float[] ones = new float[weighted.Columns];
        Array.Fill(ones, 1f);
        return new NeighbourWeights(interactions.Transpose(), weighted, ones, ones, 0);
    }

    private static NeighbourWeights RandomWalk(
        SparseMatrix interactions, Degrees degrees, ItemNeighboursOptions options)
    {
        SparseMatrix scaled = Weigh(
            interactions, (u, _, value) => value * Math.Pow(degrees.Users[u], -options.UserExponent));
        return new NeighbourWeights(
            interactions.Transpose(),
            scaled,
            Array.ConvertAll(degrees.Items, d => (float)Math.Pow(Math.Max(d, double.Epsilon), options.SourceExponent)),
            Array.ConvertAll(degrees.Items, d => (float)Math.Pow(Math.Max(d, double.Epsilon), options.TargetExponent)),
            0);
    }

    private static double Rarity(SparseMatrix interactions, int user) =>
        Math.Log(1 + ((double)interactions.Columns / interactions.RowColumns(user).Length));

    private static double Bm25(
        SparseMatrix interactions, Degrees degrees, int user, double value, ItemNeighboursOptions options)
    {
        double mean = degrees.Total / interactions.Rows;
        double length = 1 - options.Bm25Length + (options.Bm25Length * degrees.Users[user] / mean);
        double saturated = value * (options.Bm25Saturation + 1) / (value + (options.Bm25Saturation * length));
        return saturated * Rarity(interactions, user);
    }

    private static SparseMatrix Weigh(SparseMatrix source, Func<int, int, double, double> weigh)
    {
        float[] values = new float[source.Count];
        for (int r = 0; r < source.Rows; r++)
        {
            for (int i = source.RowStarts[r]; i < source.RowStarts[r + 1]; i++)
            {
                values[i] = (float)weigh(r, source.ColumnIndices[i], source.Values[i]);
            }
        }

        return SparseMatrix.FromRows(source.Rows, source.Columns, source.RowStarts, source.ColumnIndices, values);
    }
}
