using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Souk.Learning.Numerics;

/// <summary>Picks the largest entries of a score array. Equal scores go to the lower index, so the answer is
/// unique.</summary>
public static class TopSelector
{
    /// <summary>Writes the indices of the largest scores, best first.</summary>
    /// <param name="scores">One score an index. Negative infinity and NaN are never picked.</param>
    /// <param name="indices">Where the picked indices go; its length is how many are asked for.</param>
    /// <param name="values">Where their scores go, of the same length as <paramref name="indices"/>.</param>
    /// <returns>How many were picked: fewer than asked for when fewer scores can be picked.</returns>
    public static int Select(ReadOnlySpan<float> scores, Span<int> indices, Span<float> values)
    {
        if (values.Length != indices.Length)
        {
            throw new ArgumentException($"Got room for {indices.Length} indices and {values.Length} scores.");
        }

        if (indices.Length == 0)
        {
            return 0;
        }

        int count = 0;
        int i = 0;
        for (; i < scores.Length && count < indices.Length; i++)
        {
            if (scores[i] > float.NegativeInfinity)
            {
                indices[count] = i;
                values[count] = scores[i];
                SiftUp(indices, values, count++);
            }
        }

        ScanRest(scores, i, indices, values);
        Order(indices[..count], values[..count]);
        return count;
    }

    // The heap keeps the worst picked entry at its root: most scores fail one vector comparison with it.
    private static void ScanRest(ReadOnlySpan<float> scores, int from, Span<int> indices, Span<float> values)
    {
        ref float first = ref MemoryMarshal.GetReference(scores);
        int i = from;
        int width = Vector<float>.Count;
        for (; i <= scores.Length - width; i += width)
        {
            var block = Unsafe.ReadUnaligned<Vector<float>>(ref Unsafe.As<float, byte>(ref Unsafe.Add(ref first, i)));
            if (!Vector.GreaterThanAny(block, new Vector<float>(values[0])))
            {
                continue;
            }

            for (int j = i; j < i + width; j++)
            {
                ReplaceRootIfBetter(scores[j], j, indices, values);
            }
        }

        for (; i < scores.Length; i++)
        {
            ReplaceRootIfBetter(scores[i], i, indices, values);
        }
    }

    private static void ReplaceRootIfBetter(float score, int index, Span<int> indices, Span<float> values)
    {
        if (score > values[0])
        {
            indices[0] = index;
            values[0] = score;
            SiftDown(indices, values, values.Length);
        }
    }

    private static bool IsWorse(Span<int> indices, Span<float> values, int a, int b) =>
        values[a] < values[b] || (values[a] == values[b] && indices[a] > indices[b]);

    private static void SiftUp(Span<int> indices, Span<float> values, int at)
    {
        while (at > 0)
        {
            int parent = (at - 1) / 2;
            if (!IsWorse(indices, values, at, parent))
            {
                return;
            }

            Swap(indices, values, at, parent);
            at = parent;
        }
    }

    private static void SiftDown(Span<int> indices, Span<float> values, int count)
    {
        int at = 0;
        while (true)
        {
            int worst = at;
            int left = (2 * at) + 1;
            if (left < count && IsWorse(indices, values, left, worst))
            {
                worst = left;
            }

            if (left + 1 < count && IsWorse(indices, values, left + 1, worst))
            {
                worst = left + 1;
            }

            if (worst == at)
            {
                return;
            }

            Swap(indices, values, at, worst);
            at = worst;
        }
    }

    private static void Order(Span<int> indices, Span<float> values)
    {
        for (int end = indices.Length - 1; end > 0; end--)
        {
            Swap(indices, values, 0, end);
            SiftDown(indices, values, end);
        }
    }

    private static void Swap(Span<int> indices, Span<float> values, int a, int b)
    {
        (indices[a], indices[b]) = (indices[b], indices[a]);
        (values[a], values[b]) = (values[b], values[a]);
    }
}
