using System.Numerics.Tensors;
using Souk.Learning.Numerics;
using Souk.Learning.Persistence;

namespace Souk.Learning.Embeddings;

/// <summary>A model of <see cref="SkipGram"/>: for every token a vector, and the vector that predicts it as context.
/// Tokens that were left out for their count have zero vectors. Immutable; safe to use from any number of
/// threads.</summary>
public sealed class EmbeddingModel
{
    private const string Kind = "skip-gram";
    private const int Layout = 1;

    internal EmbeddingModel(VectorTable vectors, VectorTable contexts)
    {
        Vectors = vectors;
        Contexts = contexts;
    }

    /// <summary>One row a token: what neighbours are searched by. Do not write.</summary>
    public VectorTable Vectors { get; }

    /// <summary>One row a token: vector · context is high where the second follows or precedes the first. Do not
    /// write.</summary>
    public VectorTable Contexts { get; }

    /// <summary>The number of tokens.</summary>
    public int Tokens => Vectors.Rows;

    /// <summary>The length of a vector.</summary>
    public int Dimension => Vectors.Columns;

    /// <summary>The cosine of two tokens' vectors, or 0 if one of them was left out.</summary>
    public float Similarity(int first, int second)
    {
        ReadOnlySpan<float> a = Vectors.Row(first);
        ReadOnlySpan<float> b = Vectors.Row(second);
        float lengths = MathF.Sqrt(TensorPrimitives.SumOfSquares(a) * TensorPrimitives.SumOfSquares(b));
        return lengths > 0 ? TensorPrimitives.Dot(a, b) / lengths : 0f;
    }

    /// <summary>Writes the model.</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, Layout);
        VectorTableFormat.Write(writer, Vectors);
        VectorTableFormat.Write(writer, Contexts);
        writer.Complete();
    }

    /// <summary>Reads a model of <see cref="Save"/>. The stream must be seekable.</summary>
    /// <exception cref="InvalidDataException">It is another file, or damaged.</exception>
    public static EmbeddingModel Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, Layout);
        VectorTable vectors = VectorTableFormat.Read(reader);
        VectorTable contexts = VectorTableFormat.Read(reader);
        reader.Complete();
        if (vectors.Rows != contexts.Rows || vectors.Columns != contexts.Columns)
        {
            throw new InvalidDataException("The model file is damaged: vectors and contexts differ in shape.");
        }

        return new EmbeddingModel(vectors, contexts);
    }
}
