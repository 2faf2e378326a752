using System.Numerics.Tensors;

namespace Souk.Learning.Search;

/// <summary>Checks what callers hand to an index and brings it into the stored form.</summary>
internal static class VectorInput
{
    // Between these a sum of squares in single precision is exact enough.
    private const float SmallestSquares = 1e-20f;
    private const float LargestSquares = 1e30f;

    public static void CheckAdd(ReadOnlySpan<int> ids, ReadOnlySpan<float> vectors, int dimension, VectorMetric metric)
    {
        if (vectors.Length != (long)ids.Length * dimension)
        {
            throw new ArgumentException(
                $"{ids.Length} vectors of {dimension} have {(long)ids.Length * dimension} numbers; got " +
                $"{vectors.Length}.");
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
            float squares = TensorPrimitives.SumOfSquares(vector);
            if (squares is > SmallestSquares and < LargestSquares)
            {
                TensorPrimitives.Multiply(vector, 1f / MathF.Sqrt(squares), to);
                return;
            }

            // The squares of very long or very short vectors leave the range of a float.
            double exact = 0;
            foreach (float value in vector)
            {
                exact += (double)value * value;
            }

            double inverse = 1 / Math.Sqrt(exact);
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
        float squares = TensorPrimitives.SumOfSquares(vector);
        if (squares > 0 && float.IsFinite(squares))
        {
            return;
        }

        for (int i = 0; i < vector.Length; i++)
        {
            if (!float.IsFinite(vector[i]))
            {
                throw new ArgumentException($"{what} {number} holds {vector[i]} at place {i}; values must be finite.");
            }
        }

        if (metric == VectorMetric.Cosine && !vector.ContainsAnyExcept(0f))
        {
            throw new ArgumentException($"{what} {number} is zero and has no direction, which the cosine needs.");
        }

        if (metric != VectorMetric.Cosine && !float.IsFinite(squares))
        {
            throw new ArgumentException($"{what} {number} is so long that its square exceeds single precision.");
        }
    }
}
