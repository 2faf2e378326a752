using Souk.Learning.Numerics;

namespace Souk.Learning.Deep.Layers;

/// <summary>
/// A vector for each feature index and, if asked for, a first-order weight. The vector of a field is the sum of its
/// entries' vectors times their values: one category, a number times its vector, a mean where values are shares.
/// </summary>
internal sealed unsafe class EmbeddingTable
{
    public EmbeddingTable(int dimension, int size, bool hasFirstOrder)
    {
        Vectors = new VectorTable(dimension, size);
        FirstOrder = hasFirstOrder ? new float[dimension] : null;
    }

    /// <summary>The vectors.</summary>
    public VectorTable Vectors { get; }

    /// <summary>The first-order weights, or null.</summary>
    public float[]? FirstOrder { get; }

    /// <summary>The number of feature indices.</summary>
    public int Dimension => Vectors.Rows;

    /// <summary>The length of a vector.</summary>
    public int Size => Vectors.Columns;

    /// <summary>The length of a vector with padding.</summary>
    public int Stride => Vectors.Stride;

    /// <summary>Draws vectors from a normal distribution; first-order weights are zero.</summary>
    public void Draw(double deviation, ulong seed, ulong stream)
    {
        var random = new SeededRandom(seed, stream);
        for (int r = 0; r < Dimension; r++)
        {
            foreach (ref float value in Vectors.Row(r))
            {
                value = (float)(deviation * random.NextGaussian());
            }
        }
    }

    /// <summary>Writes the vectors of a row's fields to <paramref name="to"/>, <see cref="Stride"/> floats a field, and
    /// gives the sum of its first-order weights. Places behind the fields are left as they are.</summary>
    public float Gather(
        ReadOnlySpan<int> indices, ReadOnlySpan<float> values, ReadOnlySpan<ushort> fields, float* to, int fieldCount)
    {
        new Span<float>(to, fieldCount * Stride).Clear();
        float* vectors = Vectors.Pointer;
        float sum = 0;
        for (int i = 0; i < indices.Length; i++)
        {
            VectorKernels.AddScaled(
                to + (fields[i] * (nint)Stride), values[i], vectors + (indices[i] * (nint)Stride), Stride);
            if (FirstOrder is not null)
            {
                sum += FirstOrder[indices[i]] * values[i];
            }
        }

        return sum;
    }

    /// <summary>A copy of everything.</summary>
    public void CopyTo(EmbeddingTable other)
    {
        Vectors.AllValues().CopyTo(other.Vectors.AllValues());
        FirstOrder?.CopyTo(other.FirstOrder!, 0);
    }
}
