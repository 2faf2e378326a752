using Souk.Learning.Deep.Layers;
using Souk.Learning.Deep.Networks;

namespace Souk.Learning.Deep.Weights;

/// <summary>Moves a network's weights to and from named tensors, without padding.</summary>
internal static class NetworkTensors
{
    /// <summary>Adds the weights' tensors; names start with the prefix.</summary>
    public static void Export(NetworkWeights weights, string prefix, List<SafeTensor> to)
    {
        EmbeddingTable embeddings = weights.Embeddings;
        float[] vectors = new float[checked(embeddings.Dimension * embeddings.Size)];
        for (int r = 0; r < embeddings.Dimension; r++)
        {
            embeddings.Vectors.Row(r).CopyTo(vectors.AsSpan(r * embeddings.Size));
        }

        to.Add(new SafeTensor(prefix + "embedding.weight", [embeddings.Dimension, embeddings.Size], vectors));
        if (embeddings.FirstOrder is float[] first)
        {
            to.Add(new SafeTensor(prefix + "first_order.weight", [embeddings.Dimension, 1], first));
        }

        foreach (DenseLayer layer in weights.Dense.Layout.Layers)
        {
            to.Add(new SafeTensor(
                $"{prefix}{layer.Name}.weight", [layer.Outputs, layer.LogicalInputs], weights.Dense.Weights(layer)));
            to.Add(new SafeTensor($"{prefix}{layer.Name}.bias", [layer.Outputs], weights.Dense.Biases(layer)));
        }
    }

    /// <summary>Sets the weights from tensors.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing or has another shape.</exception>
    public static void Import(NetworkWeights weights, string prefix, TensorSource source)
    {
        EmbeddingTable embeddings = weights.Embeddings;
        float[] vectors = source.Take(prefix + "embedding.weight", embeddings.Dimension, embeddings.Size);
        for (int r = 0; r < embeddings.Dimension; r++)
        {
            vectors.AsSpan(r * embeddings.Size, embeddings.Size).CopyTo(embeddings.Vectors.Row(r));
        }

        if (embeddings.FirstOrder is float[] first)
        {
            source.Take(prefix + "first_order.weight", embeddings.Dimension, 1).CopyTo(first, 0);
        }

        foreach (DenseLayer layer in weights.Dense.Layout.Layers)
        {
            weights.Dense.SetWeights(
                layer, source.Take($"{prefix}{layer.Name}.weight", layer.Outputs, layer.LogicalInputs));
            source.Take($"{prefix}{layer.Name}.bias", layer.Outputs).CopyTo(weights.Dense.Biases(layer));
        }
    }
}
