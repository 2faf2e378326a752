using Souk.Learning.Data;
using Souk.Learning.Factorization;
using Souk.Learning.Numerics;

namespace Souk.Learning.Embeddings;

/// <summary>Recommends by item vectors: a user is the mean direction of the items in the history, an item scores by its
/// nearness to it.</summary>
public sealed class EmbeddingRecommender : FactorModel
{
    private EmbeddingRecommender(VectorTable users, VectorTable items)
        : base(users, items)
    {
    }

    /// <summary>Places users by their histories.</summary>
    /// <param name="model">The vectors, one token an item.</param>
    /// <param name="histories">Users × items; a value is the weight of an item in the mean.</param>
    /// <param name="byContext">Whether items score by their context vectors (what tends to come along with the history)
    /// instead of their own (what is like the history).</param>
    /// <exception cref="ArgumentException">The model knows another number of items.</exception>
    public static EmbeddingRecommender Create(EmbeddingModel model, SparseMatrix histories, bool byContext = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(histories);
        if (histories.Columns != model.Tokens)
        {
            throw new ArgumentException(
                $"The histories have {histories.Columns} items, but the model knows " +
                $"{model.Tokens}.", nameof(histories));
        }

        VectorTable directions = Directions(model.Vectors);
        var users = new VectorTable(histories.Rows, model.Dimension);
        for (int u = 0; u < histories.Rows; u++)
        {
            AddMean(directions, histories.RowColumns(u), histories.RowValues(u), users, u);
        }

        return new EmbeddingRecommender(users, byContext ? model.Contexts : directions);
    }

    private static unsafe void AddMean(
        VectorTable directions, ReadOnlySpan<int> items, ReadOnlySpan<float> weights, VectorTable users, int user)
    {
        float sum = 0;
        for (int i = 0; i < items.Length; i++)
        {
            VectorKernels.AddScaled(
                users.RowPointer(user), weights[i], directions.RowPointer(items[i]), users.Stride);
            sum += weights[i];
        }

        VectorKernels.Scale(
            users.RowPointer(user), sum > 0 ? 1f / sum : 0f, users.RowPointer(user), users.Stride);
    }

    private static unsafe VectorTable Directions(VectorTable vectors)
    {
        VectorTable directions = vectors.Copy();
        for (int r = 0; r < directions.Rows; r++)
        {
            float* row = directions.RowPointer(r);
            float length = MathF.Sqrt(VectorKernels.Dot(row, row, directions.Stride));
            VectorKernels.Scale(row, length > 0 ? 1f / length : 0f, row, directions.Stride);
        }

        return directions;
    }
}
