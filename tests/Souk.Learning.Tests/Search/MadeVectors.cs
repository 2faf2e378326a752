using Souk.Learning.Numerics;
using Souk.Learning.Search;

namespace Souk.Learning.Tests.Search;

/// <summary>Made vectors around some centres, and the slow and obviously right search.</summary>
internal static class MadeVectors
{
    public static float[] Clustered(int count, int dimension, ulong seed, bool varyLengths = false)
    {
        const int centres = 20;
        var layout = new SeededRandom(17);
        float[] middle = new float[centres * dimension];
        foreach (ref float value in middle.AsSpan())
        {
            value = (float)layout.NextGaussian();
        }

        var random = new SeededRandom(seed);
        float[] vectors = new float[count * dimension];
        for (int i = 0; i < count; i++)
        {
            int centre = random.Next(centres);
            float length = varyLengths ? (float)Math.Exp(0.7 * random.NextGaussian()) : 1f;
            for (int c = 0; c < dimension; c++)
            {
                vectors[(i * dimension) + c] =
                    length * (middle[(centre * dimension) + c] + (0.7f * (float)random.NextGaussian()));
            }
        }

        return vectors;
    }

    public static int[] Ids(int count) => [.. Enumerable.Range(0, count)];

    public static int[] Nearest(
        IReadOnlyDictionary<int, float[]> vectors, ReadOnlySpan<float> query, VectorMetric metric, int count)
    {
        float[] wanted = query.ToArray();
        return
        [
            .. vectors.Select(v => (v.Key, Similarity: Similarity(v.Value, wanted, metric)))
                .OrderByDescending(v => v.Similarity).ThenBy(v => v.Key).Take(count).Select(v => v.Key),
        ];
    }

    public static double Similarity(float[] a, float[] b, VectorMetric metric)
    {
        double dot = 0;
        double squaresA = 0;
        double squaresB = 0;
        double distance = 0;
        for (int c = 0; c < a.Length; c++)
        {
            dot += (double)a[c] * b[c];
            squaresA += (double)a[c] * a[c];
            squaresB += (double)b[c] * b[c];
            distance += Math.Pow((double)a[c] - b[c], 2);
        }

        return metric switch
        {
            VectorMetric.Cosine => dot / Math.Sqrt(squaresA * squaresB),
            VectorMetric.InnerProduct => dot,
            _ => -distance,
        };
    }
}
