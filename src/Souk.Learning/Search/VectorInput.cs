using System.Numerics.Tensors;

namespace Souk.Learning.Search;

/// <summary>Checks what callers hand to an index and brings it into the stored form.</summary>
internal static class VectorInput
{
    public static void CheckAdd(ReadOnlySpan<int> ids, ReadOnlySpan<float> vectors, int dimension, VectorMetric metric)
    {
        if (vectors.Length != (long)ids.Length * dimension)
        {
            throw new ArgumentException(
                $"{ids.Length} vectors of {dimension} have {(long)ids.Length * dimension} numbers; got {vectors.Length}.");
        }

        var seen = new HashSet<int>();
        for (int i = 0; i < ids.Length; i++)
        {
            if (ids[i] < 0 || !seen.Add(ids[i]))
            {
                throw new ArgumentException($"Id {ids[i]} at place {i} is negative or comes twice.", nameof(ids));
            }

            CheckVector(vectors.Slice(i * dimension, dimension), metric, "The vector of id", ids[i]);
        }
    }

    public static void CheckQueries(ReadOnlySpan<float> queries, int count, int dimension, VectorMetric metric)
    {
        if (queries.Length != (long)count * dimension)
        {
            throw new ArgumentException(
                $"{count} queries of {dimension} have {(long)count * dimension} numbers; got {queries.Length}.");
        }

        for (int i = 0; i < count; i++)
        {
            CheckVector(queries.Slice(i * dimension, dimension), metric, "Query", i);
        }
    }

    /// <summary>Copies a vector, to length one for the cosine.</summary>
    public static void Prepare(ReadOnlySpan<float> vector, VectorMetric metric, Span<float> to)
    {
        if (metric == VectorMetric.Cosine)
        {
            // In double: the squares of very long or very short vectors leave the range of a float.
            double squares = 0;
            foreach (float value in vector)
            {
                squares += (double)value * value;
            }

            double inverse = 1 / Math.Sqrt(squares);
            for (int i = 0; i < vector.Length; i++)
            {
                to[i] = (float)(vector[i] * inverse);
            }
        }
        else
        {
            vector.CopyTo(to);
        }
    }

    private static void CheckVector(ReadOnlySpan<float> vector, VectorMetric metric, string what, int number)
    {
        bool zero = true;
        for (int i = 0; i < vector.Length; i++)
        {
            if (!float.IsFinite(vector[i]))
            {
                throw new ArgumentException($"{what} {number} holds {vector[i]} at place {i}; values must be finite.");
            }

            zero &= vector[i] == 0;
        }

        if (zero && metric == VectorMetric.Cosine)
        {
            throw new ArgumentException($"{what} {number} is zero and has no direction, which the cosine needs.");
        }

        if (metric != VectorMetric.Cosine && !float.IsFinite(TensorPrimitives.SumOfSquares(vector)))
        {
            throw new ArgumentException($"{what} {number} is so long that its square exceeds single precision.");
        }
    }
}
