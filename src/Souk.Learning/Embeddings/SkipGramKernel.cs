using System.Runtime.Intrinsics.X86;
using Souk.Learning.Numerics;

namespace Souk.Learning.Embeddings;

/// <summary>
/// The inner loop of skip-gram with negative sampling: one pair's positive and noise rows are scored together, then
/// moved together, so that no multiplication waits for the one before.
/// </summary>
internal sealed unsafe class SkipGramKernel(
    VectorTable vectors, VectorTable contexts, TokenGroups groups, int negatives)
{
    /// <summary>Noise tokens a pair at most.</summary>
    public const int MaxNegatives = 64;

    // The logistic function is read from a table, as in the original word2vec; beyond this it is 0 or 1.
    private const float LargestExponent = 8f;
    private const int TableSize = 4_096;

    private static readonly float[] Logistic = BuildTable();

    /// <summary>Trains pairs in order. All tokens are of one group and all contexts of another; no other thread may
    /// touch the token rows of the one or the context rows of the other meanwhile.</summary>
    /// <param name="pairs">Token in the upper half, context in the lower.</param>
    /// <param name="contextGroup">The group of the contexts, from which noise comes.</param>
    /// <param name="rate">The step size.</param>
    /// <param name="random">The noise's random source.</param>
    public void Train(ReadOnlySpan<long> pairs, int contextGroup, float rate, SeededRandom random)
    {
        if (Lanes512.IsSupported)
        {
            Train<Lanes512>(pairs, contextGroup, rate, ref random);
        }
        else
        {
            Train<Lanes256>(pairs, contextGroup, rate, ref random);
        }
    }

    private void Train<T>(ReadOnlySpan<long> pairs, int contextGroup, float rate, ref SeededRandom random)
        where T : struct, ILanes<T>
    {
        int stride = vectors.Stride;
        int targets = negatives + 1;
        float** now = stackalloc float*[MaxNegatives + 4];
        float** next = stackalloc float*[MaxNegatives + 4];
        float* steps = stackalloc float[MaxNegatives + 4];
        if (!pairs.IsEmpty)
        {
            Choose(pairs[0], contextGroup, next, ref random);
        }

        for (int i = 0; i < pairs.Length; i++)
        {
            float** chosen = next;
            next = now;
            now = chosen;
            if (i + 1 < pairs.Length)
            {
                // The rows of the next pair travel while this one is worked on.
                Choose(pairs[i + 1], contextGroup, next, ref random);
            }

            float* row = vectors.Pointer + ((nint)(pairs[i] >> 32) * stride);
            Score<T>(row, now, targets, stride, rate, steps);
            Move<T>(row, now, targets, stride, steps);
        }

        GC.KeepAlive(vectors);
        GC.KeepAlive(contexts);
    }

    /// <summary>The context row of a pair, then noise rows. A noise token that is the context itself is no noise and
    /// leaves its place empty.</summary>
    private void Choose(long pair, int contextGroup, float** rows, ref SeededRandom random)
    {
        int stride = contexts.Stride;
        int context = (int)pair;
        rows[0] = Fetch(contexts.Pointer + ((nint)context * stride), stride);
        for (int n = 1; n <= negatives; n++)
        {
            int token = groups.Noise(contextGroup, ref random);
            rows[n] = token == context ? null : Fetch(contexts.Pointer + ((nint)token * stride), stride);
        }
    }

    private static float* Fetch(float* row, int stride)
    {
        if (Sse.IsSupported)
        {
            for (int line = 0; line < stride; line += VectorTable.Lanes)
            {
                Sse.Prefetch0(row + line);
            }
        }

        return row;
    }

    private static void Score<T>(float* row, float** rows, int targets, int stride, float rate, float* steps)
        where T : struct, ILanes<T>
    {
        int t = 0;
        for (; t + 3 < targets; t += 4)
        {
            float* r0 = rows[t] == null ? rows[0] : rows[t];
            float* r1 = rows[t + 1] == null ? rows[0] : rows[t + 1];
            float* r2 = rows[t + 2] == null ? rows[0] : rows[t + 2];
            float* r3 = rows[t + 3] == null ? rows[0] : rows[t + 3];
            VectorKernels.Dot4<T>(row, r0, r1, r2, r3, stride, steps + t);
        }

        for (; t < targets; t++)
        {
            steps[t] = rows[t] == null ? 0f : VectorKernels.Dot<T>(row, rows[t], stride);
        }

        ref float table = ref Logistic[0];
        for (t = 0; t < targets; t++)
        {
            float bounded = Math.Clamp(steps[t], -LargestExponent, LargestExponent);
            int at = (int)((bounded + LargestExponent) * ((TableSize - 1) / (2 * LargestExponent)));
            float chance = System.Runtime.CompilerServices.Unsafe.Add(ref table, at);
            steps[t] = rate * ((t == 0 ? 1f : 0f) - chance);
        }
    }

    private static void Move<T>(float* row, float** rows, int targets, int stride, float* steps)
        where T : struct, ILanes<T>
    {
        for (int c = 0; c < stride; c += VectorTable.Lanes)
        {
            T token = T.Load(row + c);
            T sum = token;
            for (int t = 0; t < targets; t++)
            {
                if (rows[t] == null)
                {
                    continue;
                }

                T step = T.Broadcast(steps[t]);
                T context = T.Load(rows[t] + c);
                sum = T.MultiplyAdd(step, context, sum);
                T.Store(rows[t] + c, T.MultiplyAdd(step, token, context));
            }

            T.Store(row + c, sum);
        }
    }

    private static float[] BuildTable()
    {
        float[] table = new float[TableSize];
        for (int i = 0; i < TableSize; i++)
        {
            double x = (((i + 0.5) / TableSize) - 0.5) * 2 * LargestExponent;
            table[i] = (float)(1 / (1 + Math.Exp(-x)));
        }

        return table;
    }
}
