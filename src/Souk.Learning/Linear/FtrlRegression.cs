using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Souk.Learning.Data;
using Souk.Learning.Persistence;

namespace Souk.Learning.Linear;

/// <summary>
/// Logistic regression that learns from a stream, one row at a time: FTRL-proximal (McMahan et al., "Ad click
/// prediction: a view from the trenches", KDD 2013). Each feature has a step size of its own, features with little
/// evidence stay at 0. 16 bytes a feature. It predicts from several threads as long as none learns.
/// </summary>
public sealed class FtrlRegression
{
    private const string Kind = "ftrl-regression";
    private const int LayoutVersion = 1;

    /// <summary>How many rows ahead of a batch memory is asked for.</summary>
    private const int Ahead = 2;

    private readonly Slot[] _slots;
    private readonly FtrlOptions _options;
    private readonly float _inverseAlpha;
    private readonly float _flatCurve;
    private readonly float _l1;

    /// <summary>Starts with no knowledge: every probability is one half.</summary>
    /// <param name="dimension">The number of different feature indices, 1 to 2^30.</param>
    /// <param name="options">Settings; null means the defaults.</param>
    public FtrlRegression(int dimension, FtrlOptions? options = null)
        : this(new Slot[CheckDimension(dimension) + 1], options ?? new FtrlOptions())
    {
    }

    private FtrlRegression(Slot[] slots, FtrlOptions options)
    {
        options.Validate();
        _slots = slots;
        _options = options;
        _inverseAlpha = (float)(1 / options.Alpha);
        _flatCurve = (float)((options.Beta / options.Alpha) + options.L2);
        _l1 = (float)options.L1;
    }

    /// <summary>The number of feature indices.</summary>
    public int Dimension => _slots.Length - 1;

    /// <summary>How many features have a weight other than 0.</summary>
    public int NonZeroCount
    {
        get
        {
            int count = 0;
            foreach (Slot slot in _slots.AsSpan(0, Dimension))
            {
                count += slot.Weight != 0 ? 1 : 0;
            }

            return count;
        }
    }

    /// <summary>The log-odds when every feature is 0; it is learned without penalty.</summary>
    public double Bias => _slots[^1].Weight;

    /// <summary>The weight of a feature; times its value it is what the feature adds to a row's log-odds.</summary>
    public double Weight(int index) => _slots.AsSpan(0, Dimension)[index].Weight;

    /// <summary>The probability of label 1.</summary>
    /// <exception cref="ArgumentException">The row does not fit the model.</exception>
    public double Predict(ReadOnlySpan<int> indices, ReadOnlySpan<float> values)
    {
        Logistic.CheckRow(indices, values, Dimension);
        return Logistic.Probability(Score(indices, values));
    }

    /// <summary>Learns from one row and gives the probability of label 1 as it was before: the mean loss of these is an
    /// honest estimate of the loss on new rows.</summary>
    /// <param name="indices">The feature indices.</param>
    /// <param name="values">Their values, finite.</param>
    /// <param name="label">0 or 1.</param>
    /// <param name="weight">How many rows this one counts as, 0 or more.</param>
    /// <exception cref="ArgumentException">The row does not fit the model, or a number is out of range.</exception>
    public double Learn(ReadOnlySpan<int> indices, ReadOnlySpan<float> values, float label, float weight = 1)
    {
        Logistic.CheckRow(indices, values, Dimension);
        if (label is not (0 or 1) || !(weight >= 0) || !float.IsFinite(weight))
        {
            throw new ArgumentException($"Label {label} must be 0 or 1 and weight {weight} finite and not negative.");
        }

        foreach (float value in values)
        {
            if (!float.IsFinite(value))
            {
                throw new ArgumentException($"The row has the value {value}; values must be finite.");
            }
        }

        return LearnRow(indices, values, label, weight);
    }

    /// <summary>Learns from all rows in order and gives for each the probability of label 1 as it was before the
    /// row.</summary>
    /// <exception cref="ArgumentException">The rows have more indices than the model, or a label is neither 0 nor
    /// 1.</exception>
    public double[] Learn(LabelledRows stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Features.CheckShape(Dimension, stream.Features.FieldCount);
        stream.Targets.CheckBinary();
        double[] predictions = new double[stream.Features.Rows];
        for (int r = 0; r < predictions.Length; r++)
        {
            if (r + Ahead < predictions.Length)
            {
                Prefetch(stream.Features.Indices(r + Ahead));
            }

            predictions[r] = LearnRow(
                stream.Features.Indices(r), stream.Features.Values(r), stream.Targets.Labels[r],
                stream.Targets.Weight(r));
        }

        return predictions;
    }

    /// <summary>Writes the model, its learning state included, as a file of kind "ftrl-regression".</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, LayoutVersion);
        writer.WriteDouble(_options.Alpha);
        writer.WriteDouble(_options.Beta);
        writer.WriteDouble(_options.L1);
        writer.WriteDouble(_options.L2);
        writer.WriteArray<Slot>(_slots);
        writer.Complete();
    }

    /// <summary>Reads a model, which can go on learning; the stream must be seekable.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or of another kind.</exception>
    public static FtrlRegression Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, LayoutVersion);
        var options = new FtrlOptions
        {
            Alpha = reader.ReadDouble(),
            Beta = reader.ReadDouble(),
            L1 = reader.ReadDouble(),
            L2 = reader.ReadDouble(),
        };
        Slot[] slots = reader.ReadArray<Slot>();
        reader.Complete();
        return slots.Length < 2
            ? throw new InvalidDataException("The model has no features.")
            : ModelReader.Made(() => new FtrlRegression(slots, options));
    }

    private static int CheckDimension(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimension, 1 << 30);
        return dimension;
    }

    private double Score(ReadOnlySpan<int> indices, ReadOnlySpan<float> values)
    {
        ref Slot slots = ref MemoryMarshal.GetArrayDataReference(_slots);
        float score = _slots[^1].Weight;
        for (int i = 0; i < indices.Length; i++)
        {
            score += Unsafe.Add(ref slots, indices[i]).Weight * values[i];
        }

        return score;
    }

    private double LearnRow(ReadOnlySpan<int> indices, ReadOnlySpan<float> values, float label, float weight)
    {
        double probability = Logistic.Probability(Score(indices, values));
        float residual = (float)(weight * (probability - label));
        ref Slot slots = ref MemoryMarshal.GetArrayDataReference(_slots);
        for (int i = 0; i < indices.Length; i++)
        {
            Update(ref Unsafe.Add(ref slots, indices[i]), residual * values[i], _l1);
        }

        Update(ref _slots[^1], residual, 0);
        return probability;
    }

    /// <summary>One coordinate's step. The weight and the root of the summed squares are kept, so that a step takes one
    /// root and one division.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Update(ref Slot slot, float gradient, float l1)
    {
        float squares = slot.Squares + (gradient * gradient);
        float root = MathF.Sqrt(squares);
        float evidence = slot.Evidence + gradient - ((root - slot.Root) * _inverseAlpha * slot.Weight);
        float beyond = MathF.Max(MathF.Abs(evidence) - l1, 0);
        slot.Weight = -MathF.CopySign(beyond, evidence) / ((root * _inverseAlpha) + _flatCurve);
        slot.Evidence = evidence;
        slot.Squares = squares;
        slot.Root = root;
    }

    private unsafe void Prefetch(ReadOnlySpan<int> indices)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        ref Slot slots = ref MemoryMarshal.GetArrayDataReference(_slots);
        foreach (int index in indices)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref slots, index)));
        }
    }

    /// <summary>A feature's weight and what it is made from.</summary>
    private struct Slot
    {
        public float Weight;
        public float Evidence;
        public float Squares;
        public float Root;
    }
}
