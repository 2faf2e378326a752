using System.Runtime.CompilerServices;
using Souk.Learning.Numerics;

namespace Souk.Learning.Search;

/// <summary>Similarity of rows in stored form; a type parameter, so that the inner loop has no branch on the
/// metric.</summary>
internal unsafe interface IHnswSimilarity
{
    static abstract float One(float* query, float* row, int stride);

    static abstract void Four(
        float* query, float* row0, float* row1, float* row2, float* row3, int stride, float* results);

    /// <summary>Cosine and inner product.</summary>
    internal readonly struct Dot : IHnswSimilarity
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static float One(float* query, float* row, int stride) => VectorKernels.Dot(query, row, stride);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Four(
            float* query, float* row0, float* row1, float* row2, float* row3, int stride, float* results) =>
            VectorKernels.Dot4(query, row0, row1, row2, row3, stride, results);
    }

    /// <summary>Minus the squared distance.</summary>
    internal readonly struct Euclidean : IHnswSimilarity
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static float One(float* query, float* row, int stride) =>
            -VectorKernels.SquaredDistance(query, row, stride);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Four(
            float* query, float* row0, float* row1, float* row2, float* row3, int stride, float* results)
        {
            results[0] = One(query, row0, stride);
            results[1] = One(query, row1, stride);
            results[2] = One(query, row2, stride);
            results[3] = One(query, row3, stride);
        }
    }
}
