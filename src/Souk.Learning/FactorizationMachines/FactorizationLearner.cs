using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Souk.Learning.Data;
using Souk.Learning.Linear;

namespace Souk.Learning.FactorizationMachines;

/// <summary>
/// Takes the steps of one machine, row after row. The optimizer's state of factors stands behind each lane of them: the
/// sums of squared gradients and, for FTRL, the evidence.
/// </summary>
internal sealed class FactorizationLearner<TStep>
    where TStep : struct, ICoordinateStep
{
    private const int FloatsPerCacheLine = 16;
    private const int Lane = FactorizationParameters.Lane;
    private const int SquaresAt = Lane;
    private const int EvidenceAt = 2 * Lane;

    private readonly FactorizationMachineOptions _options;
    private readonly FactorizationParameters _parameters;
    private readonly TStep _step;
    private readonly float _l2;
    private readonly float _linearL1;
    private readonly float _linearL2;
    private readonly LinearState[] _linear;
    private readonly float[] _sums;
    private LinearState _bias;

    public FactorizationLearner(FactorizationMachineOptions options, FactorizationParameters parameters, TStep step)
    {
        _options = options;
        _parameters = parameters;
        _step = step;
        _l2 = (float)options.L2;
        _linearL1 = (float)options.LinearL1;
        _linearL2 = (float)options.LinearL2;
        _linear = new LinearState[parameters.Dimension];
        if (parameters.LaneStride != step.Lanes * Lane)
        {
            throw new ArgumentException($"The parameters have room for {parameters.LaneStride / Lane} lanes; the "
                + $"optimizer wants {step.Lanes}.");
        }

        if (UsesEvidence)
        {
            SetInitialEvidence();
        }

        _sums = new float[parameters.Width];
        _bias.Evidence = step.InitialEvidence(parameters.Bias, 0);
    }

    private static bool UsesEvidence => typeof(TStep) == typeof(FtrlStep);

    /// <summary>Learns from one row and gives its loss before.</summary>
    public double Learn(
        ReadOnlySpan<int> indices, ReadOnlySpan<float> values, ReadOnlySpan<ushort> fields, float label, float weight)
    {
        FactorizationParameters p = _parameters;
        float scale = FactorizationScorer.Scale(values, _options.NormalizeRows);
        double score = FactorizationScorer.Score(p, indices, values, fields, scale, _sums);
        double residual;
        double loss;
        if (_options.Target == FactorizationTarget.Binary)
        {
            residual = Logistic.Probability(score) - label;
            loss = Math.Log(1 + Math.Exp(-Math.Abs(score))) + Math.Max(score, 0) - (label * score);
        }
        else
        {
            residual = score - label;
            loss = residual * residual / 2;
        }

        float slope = (float)(weight * residual);
        StepLinear(indices, values, slope);
        if (p.FieldAware)
        {
            StepFieldAware(indices, values, fields, slope * scale);
        }
        else
        {
            StepPlain(indices, values, slope * scale);
        }

        return weight * loss;
    }

    /// <summary>Asks for the memory of a row's entries.</summary>
    public static unsafe void PrefetchEntries(SparseRows rows, int row)
    {
        if (Sse.IsSupported)
        {
            fixed (int* indices = rows.Indices(row))
            fixed (float* values = rows.Values(row))
            fixed (ushort* fields = rows.Fields(row))
            {
                Sse.Prefetch0(indices);
                Sse.Prefetch0(values);
                Sse.Prefetch0(fields);
            }
        }
    }

    /// <summary>Asks for the memory of the parameters of a row that is about to be learned from: in large models
    /// features lie far apart.</summary>
    public unsafe void PrefetchParameters(ReadOnlySpan<int> indices)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        int perFeature = _parameters.PerFeature;
        fixed (float* factors = &_parameters.First)
        {
            foreach (int index in indices)
            {
                nint start = (nint)index * perFeature;
                for (nint at = start; at < start + perFeature; at += FloatsPerCacheLine)
                {
                    Sse.Prefetch0(factors + at);
                }
            }
        }
    }

    private void SetInitialEvidence()
    {
        for (int start = 0; start < _parameters.Length; start += _parameters.LaneStride)
        {
            ref float lane = ref Unsafe.Add(ref _parameters.First, start);
            for (int k = 0; k < Lane; k++)
            {
                Unsafe.Add(ref lane, EvidenceAt + k) = _step.InitialEvidence(Unsafe.Add(ref lane, k), _l2);
            }
        }
    }

    private void StepLinear(ReadOnlySpan<int> indices, ReadOnlySpan<float> values, float slope)
    {
        FactorizationParameters p = _parameters;
        p.Bias = StepOne(p.Bias, ref _bias, slope, 0, 0);
        for (int i = 0; i < indices.Length; i++)
        {
            ref float weight = ref p.Linear[indices[i]];
            weight = StepOne(weight, ref _linear[indices[i]], slope * values[i], _linearL1, _linearL2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float StepOne(float value, ref LinearState state, float gradient, float l1, float l2)
    {
        var squares = Vector256.CreateScalar(state.Squares);
        var evidence = Vector256.CreateScalar(state.Evidence);
        float stepped = _step.Step(
            Vector256.CreateScalar(value), ref squares, ref evidence, Vector256.CreateScalar(gradient), l1, l2)
            .ToScalar();
        state.Squares = squares.ToScalar();
        state.Evidence = evidence.ToScalar();
        return stepped;
    }

    /// <summary>The gradient of a vector is the sum of all vectors without its own, times its value.</summary>
    private void StepPlain(ReadOnlySpan<int> indices, ReadOnlySpan<float> values, float slope)
    {
        int stride = _parameters.VectorStride;
        int lane = _parameters.LaneStride;
        ref float factors = ref _parameters.First;
        ref float sums = ref MemoryMarshal.GetArrayDataReference(_sums);
        for (int i = 0; i < indices.Length; i++)
        {
            ref float vector = ref Unsafe.Add(ref factors, (nint)indices[i] * stride);
            for (int at = 0, k = 0; at < stride; at += lane, k += Lane)
            {
                var sum = Vector256.LoadUnsafe(ref sums, (nuint)k);
                var value = Vector256.LoadUnsafe(ref vector, (nuint)at);
                StepAt(ref Unsafe.Add(ref vector, at), value, (sum - (value * values[i])) * (values[i] * slope));
            }
        }
    }

    private void StepFieldAware(
        ReadOnlySpan<int> indices, ReadOnlySpan<float> values, ReadOnlySpan<ushort> fields, float slope)
    {
        int stride = _parameters.VectorStride;
        int lane = _parameters.LaneStride;
        nint perFeature = _parameters.PerFeature;
        ref float factors = ref _parameters.First;
        for (int i = 0; i < indices.Length; i++)
        {
            ref float own = ref Unsafe.Add(ref factors, indices[i] * perFeature);
            nint ownField = fields[i] * stride;
            float ownSlope = slope * values[i];
            for (int j = i + 1; j < indices.Length; j++)
            {
                ref float a = ref Unsafe.Add(ref own, fields[j] * stride);
                ref float b = ref Unsafe.Add(ref factors, (indices[j] * perFeature) + ownField);
                float both = ownSlope * values[j];
                for (int at = 0; at < stride; at += lane)
                {
                    var first = Vector256.LoadUnsafe(ref a, (nuint)at);
                    var second = Vector256.LoadUnsafe(ref b, (nuint)at);
                    StepAt(ref Unsafe.Add(ref a, at), first, second * both);
                    StepAt(ref Unsafe.Add(ref b, at), second, first * both);
                }
            }
        }
    }

    /// <summary>Steps a lane of factors, whose state stands behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void StepAt(ref float lane, Vector256<float> value, Vector256<float> gradient)
    {
        var squares = Vector256.LoadUnsafe(ref lane, SquaresAt);
        Vector256<float> evidence = UsesEvidence ? Vector256.LoadUnsafe(ref lane, EvidenceAt) : default;
        Vector256<float> stepped = _step.Step(value, ref squares, ref evidence, gradient, 0, _l2);
        stepped.StoreUnsafe(ref lane);
        squares.StoreUnsafe(ref lane, SquaresAt);
        if (UsesEvidence)
        {
            evidence.StoreUnsafe(ref lane, EvidenceAt);
        }
    }

    private struct LinearState
    {
        public float Squares;
        public float Evidence;
    }
}
