using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Souk.Learning.Data;
using Souk.Learning.Linear;

namespace Souk.Learning.FactorizationMachines;

/// <summary>
/// Takes the steps of one machine, row after row. Holds the optimizer's state beside the parameters: for every
/// parameter the sum of squared gradients and, for FTRL, the evidence.
/// </summary>
internal sealed class FactorizationLearner<TStep>
    where TStep : struct, ICoordinateStep
{
    private const int FloatsPerCacheLine = 16;

    private readonly FactorizationMachineOptions _options;
    private readonly FactorizationParameters _parameters;
    private readonly TStep _step;
    private readonly float _l2;
    private readonly float _linearL1;
    private readonly float _linearL2;
    private readonly LinearState[] _linear;
    private readonly float[] _squares;
    private readonly float[] _evidence;
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
        _squares = new float[parameters.FactorValues.Length];
        _evidence = options.Optimizer == FactorizationOptimizer.Ftrl ? new float[_squares.Length] : [];
        for (int i = 0; i < _evidence.Length; i++)
        {
            _evidence[i] = step.InitialEvidence(parameters.FactorValues[i], _l2);
        }

        _sums = new float[parameters.Width];
        _bias.Evidence = step.InitialEvidence(parameters.Bias, 0);
    }

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

    /// <summary>Asks for the memory of the parameters of a row that is about to be learned from: in large models features
    /// lie far apart.</summary>
    public unsafe void PrefetchParameters(ReadOnlySpan<int> indices)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        int perFeature = _parameters.PerFeature;
        fixed (float* factors = _parameters.FactorValues)
        fixed (float* squares = _squares)
        {
            foreach (int index in indices)
            {
                nint start = (nint)index * perFeature;
                for (nint at = start; at < start + perFeature; at += FloatsPerCacheLine)
                {
                    Sse.Prefetch0(factors + at);
                    Sse.Prefetch0(squares + at);
                }
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
        int width = _parameters.Width;
        ref float factors = ref MemoryMarshal.GetArrayDataReference(_parameters.FactorValues);
        ref float sums = ref MemoryMarshal.GetArrayDataReference(_sums);
        for (int i = 0; i < indices.Length; i++)
        {
            nint start = (nint)indices[i] * width;
            for (int k = 0; k < width; k += 8)
            {
                var sum = Vector256.LoadUnsafe(ref sums, (nuint)k);
                var vector = Vector256.LoadUnsafe(ref factors, (nuint)(start + k));
                StepAt(ref factors, start + k, vector, (sum - (vector * values[i])) * (values[i] * slope));
            }
        }
    }

    private void StepFieldAware(
        ReadOnlySpan<int> indices, ReadOnlySpan<float> values, ReadOnlySpan<ushort> fields, float slope)
    {
        int width = _parameters.Width;
        int perFeature = _parameters.PerFeature;
        ref float factors = ref MemoryMarshal.GetArrayDataReference(_parameters.FactorValues);
        for (int i = 0; i < indices.Length; i++)
        {
            for (int j = i + 1; j < indices.Length; j++)
            {
                nint a = ((nint)indices[i] * perFeature) + (fields[j] * width);
                nint b = ((nint)indices[j] * perFeature) + (fields[i] * width);
                float both = slope * values[i] * values[j];
                for (int k = 0; k < width; k += 8)
                {
                    var first = Vector256.LoadUnsafe(ref factors, (nuint)(a + k));
                    var second = Vector256.LoadUnsafe(ref factors, (nuint)(b + k));
                    StepAt(ref factors, a + k, first, second * both);
                    StepAt(ref factors, b + k, second, first * both);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void StepAt(ref float factors, nint at, Vector256<float> value, Vector256<float> gradient)
    {
        ref float squaresAt = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_squares), at);
        Vector256<float> squares = Vector256.LoadUnsafe(ref squaresAt);
        Vector256<float> evidence = default;
        bool usesEvidence = typeof(TStep) == typeof(FtrlStep);
        ref float evidenceAt = ref MemoryMarshal.GetArrayDataReference(_evidence);
        if (usesEvidence)
        {
            evidenceAt = ref Unsafe.Add(ref evidenceAt, at);
            evidence = Vector256.LoadUnsafe(ref evidenceAt);
        }

        Vector256<float> stepped = _step.Step(value, ref squares, ref evidence, gradient, 0, _l2);
        stepped.StoreUnsafe(ref Unsafe.Add(ref factors, at));
        squares.StoreUnsafe(ref squaresAt);
        if (usesEvidence)
        {
            evidence.StoreUnsafe(ref evidenceAt);
        }
    }

    private struct LinearState
    {
        public float Squares;
        public float Evidence;
    }
}
