using System.Numerics.Tensors;
using Souk.Core.Definition;
using Souk.Learning.Embeddings;

namespace Souk.Recommend.Models;

/// <summary>Vectors of objects learned from what subjects like in a row (item2vec, Barkan and Koenigstein, 2016); a
/// subject is the mean direction of what it likes.</summary>
internal sealed class EmbeddingIndex(EmbeddingModel model, string[] ids) : RecallModel(ids)
{
    private readonly VectorNeighbours _neighbours = VectorNeighbours.Among(model.Vectors);

    internal override RecallSource Source => RecallSource.Embeddings;

    internal static EmbeddingIndex Load(Stream stream, string[] ids, long likings)
    {
        EmbeddingModel model = EmbeddingModel.Load(stream);
        CheckObjects(model.Tokens, ids);
        return new EmbeddingIndex(model, ids) { Likings = likings };
    }

    private protected override List<(int Column, float Score)> Nearest(int[] columns, float[] weights)
    {
        float[] direction = new float[model.Dimension];
        for (int i = 0; i < columns.Length; i++)
        {
            ReadOnlySpan<float> vector = model.Vectors.Row(columns[i]);
            float length = TensorPrimitives.Norm(vector);
            if (length > 0)
            {
                TensorPrimitives.MultiplyAdd(vector, weights[i] / length, direction, direction);
            }
        }

        return _neighbours.Of(direction);
    }

    private protected override void SaveModel(Stream stream) => model.Save(stream);
}
