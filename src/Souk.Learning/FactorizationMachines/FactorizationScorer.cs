using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Souk.Learning.Data;

namespace Souk.Learning.FactorizationMachines;

/// <summary>Scores rows with a machine's parameters.</summary>
internal static class FactorizationScorer
{
    /// <summary>What interactions are multiplied by: 1, or one over the sum of squared values.</summary>
    public static float Scale(ReadOnlySpan<float> values, bool normalize)
    {
        if (!normalize)
        {
            return 1;
        }

        float squares = 0;
        foreach (float value in values)
        {
            squares += value * value;
        }

        return squares > 0 ? 1 / squares : 1;
    }

    /// <summary>The raw score of a row; <paramref name="sums"/> is room for one factor vector.</summary>
    public static float Score(
        FactorizationParameters p, ReadOnlySpan<int> indices, ReadOnlySpan<float> values, ReadOnlySpan<ushort> fields,
        float scale, Span<float> sums)
    {
        float linear = p.Bias;
        for (int i = 0; i < indices.Length; i++)
        {
            linear += p.Linear[indices[i]] * values[i];
        }

        float interactions = p.FieldAware ? FieldAware(p, indices, values, fields) : Plain(p, indices, values, sums);
        return linear + (scale * interactions);
    }

    /// <summary>The interaction of two entries of a row, without the row's scale.</summary>
    public static float Pair(
        FactorizationParameters p, int index, float value, int field, int otherIndex, float otherValue, int otherField)
    {
        ref float factors = ref p.First;
        nint a = ((nint)index * p.PerFeature) + (p.FieldAware ? otherField * p.VectorStride : 0);
        nint b = ((nint)otherIndex * p.PerFeature) + (p.FieldAware ? field * p.VectorStride : 0);
        Vector256<float> sum = default;
        for (int at = 0; at < p.VectorStride; at += p.LaneStride)
        {
            sum = Vector256.MultiplyAddEstimate(
                Vector256.LoadUnsafe(ref factors, (nuint)(a + at)), Vector256.LoadUnsafe(ref factors, (nuint)(b + at)),
                sum);
        }

        return Vector256.Sum(sum) * value * otherValue;
    }

    /// <summary>Half the squared length of the sum of vectors, less each vector's own (Rendle, 2010); leaves the sum
    /// behind.</summary>
    public static float Plain(
        FactorizationParameters p, ReadOnlySpan<int> indices, ReadOnlySpan<float> values, Span<float> sums)
    {
        ref float factors = ref p.First;
        ref float sum = ref MemoryMarshal.GetReference(sums);
        int stride = p.VectorStride;
        Vector256<float> total = default;
        for (int at = 0, k = 0; at < stride; at += p.LaneStride, k += FactorizationParameters.Lane)
        {
            Vector256<float> part = default;
            Vector256<float> own = default;
            for (int i = 0; i < indices.Length; i++)
            {
                Vector256<float> v = Vector256.LoadUnsafe(ref factors, (nuint)(((nint)indices[i] * stride) + at))
                    * values[i];
                part += v;
                own = Vector256.MultiplyAddEstimate(v, v, own);
            }

            part.StoreUnsafe(ref sum, (nuint)k);
            total += (part * part) - own;
        }

        return Vector256.Sum(total) / 2;
    }

    private static float FieldAware(
        FactorizationParameters p, ReadOnlySpan<int> indices, ReadOnlySpan<float> values, ReadOnlySpan<ushort> fields)
    {
        int stride = p.VectorStride;
        int lane = p.LaneStride;
        ref float factors = ref p.First;
        Vector256<float> total = default;
        for (int i = 0; i < indices.Length; i++)
        {
            nint own = (nint)indices[i] * p.PerFeature;
            int ownField = fields[i] * stride;
            for (int j = i + 1; j < indices.Length; j++)
            {
                nint a = own + (fields[j] * stride);
                nint b = ((nint)indices[j] * p.PerFeature) + ownField;
                Vector256<float> both = Vector256.Create(values[i] * values[j]);
                for (int at = 0; at < stride; at += lane)
                {
                    Vector256<float> first = Vector256.LoadUnsafe(ref factors, (nuint)(a + at)) * both;
                    total = Vector256.MultiplyAddEstimate(
                        first, Vector256.LoadUnsafe(ref factors, (nuint)(b + at)), total);
                }
            }
        }

        return Vector256.Sum(total);
    }
}
