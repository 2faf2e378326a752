using Souk.Learning.Deep.Layers;
using Souk.Learning.Persistence;

namespace Souk.Learning.Deep.Networks;

/// <summary>The numbers that a network learns: its embeddings and its dense weights.</summary>
internal sealed class NetworkWeights
{
    public NetworkWeights(NetworkShape shape, bool hasFirstOrder, DenseLayout layout)
    {
        Shape = shape;
        Embeddings = new EmbeddingTable(shape.Dimension, shape.EmbeddingSize, hasFirstOrder);
        Dense = new DenseWeights(layout);
    }

    /// <summary>The inputs.</summary>
    public NetworkShape Shape { get; }

    /// <summary>The embeddings.</summary>
    public EmbeddingTable Embeddings { get; }

    /// <summary>The dense weights.</summary>
    public DenseWeights Dense { get; }

    /// <summary>A copy of everything.</summary>
    public NetworkWeights Copy()
    {
        var copy = new NetworkWeights(Shape, Embeddings.FirstOrder is not null, Dense.Layout);
        CopyTo(copy);
        return copy;
    }

    /// <summary>Overwrites another's numbers; its shape is the same.</summary>
    public void CopyTo(NetworkWeights other)
    {
        Embeddings.CopyTo(other.Embeddings);
        Dense.Span.CopyTo(other.Dense.Span);
    }

    /// <summary>Writes all numbers with their padding.</summary>
    public void Save(ModelWriter writer)
    {
        writer.WriteArray<float>(Embeddings.Vectors.AllValues());
        writer.WriteArray<float>(Embeddings.FirstOrder ?? []);
        writer.WriteArray<float>(Dense.Span);
    }

    /// <summary>Reads what <see cref="Save"/> wrote for the same shape.</summary>
    /// <exception cref="InvalidDataException">The shape differs.</exception>
    public void Load(ModelReader reader)
    {
        StateFormat.Read(reader, Embeddings.Vectors.AllValues(), "embedding numbers");
        StateFormat.Read(reader, Embeddings.FirstOrder ?? [], "first-order weights");
        StateFormat.Read(reader, Dense.Span, "dense weights");
    }
}
