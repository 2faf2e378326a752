using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Souk.Learning.Numerics;

namespace Souk.Learning.FactorizationMachines;

/// <summary>
/// The parameters of one machine: a bias, a linear weight for each feature, and for each feature one factor vector (FM)
/// or one for each field (FFM), padded with zeros to whole vectors of eight.
/// </summary>
internal sealed class FactorizationParameters
{
    /// <summary>A cache line in numbers.</summary>
    private const int CacheLine = 16;

    /// <summary>Factors stand in lanes of eight, one SIMD vector.</summary>
    public const int Lane = 8;

    private readonly int _start;

    /// <summary>Parameters at 0.</summary>
    /// <param name="dimension">The number of features.</param>
    /// <param name="fields">The number of fields.</param>
    /// <param name="fieldAware">Whether a feature has a vector for every field.</param>
    /// <param name="factors">The length of a vector.</param>
    /// <param name="lanes">How many lanes there is room for at each lane of factors: 1 in a model; in training more,
    /// for what the optimizer keeps of each factor, so that both come from memory together.</param>
    public FactorizationParameters(int dimension, int fields, bool fieldAware, int factors, int lanes = 1)
        : this(
            fields, fieldAware, factors, 0, new float[dimension],
            AllocateFactors(dimension, fields, fieldAware, factors, lanes), lanes)
    {
    }

    public FactorizationParameters(
        int fields, bool fieldAware, int factors, float bias, float[] linear, float[] factorValues, int lanes = 1)
    {
        Fields = fields;
        FieldAware = fieldAware;
        Factors = factors;
        Bias = bias;
        Linear = linear;
        FactorValues = factorValues;
        Width = Pad(factors);
        LaneStride = lanes * Lane;
        VectorStride = Width * lanes;
        PerFeature = fieldAware ? fields * VectorStride : VectorStride;
        _start = lanes == 1 ? 0 : AlignedStart(factorValues);
    }

    public int Fields { get; }

    public bool FieldAware { get; }

    public int Factors { get; }

    /// <summary>The length of a factor vector as held.</summary>
    public int Width { get; }

    /// <summary>From one lane of a vector's factors to the next.</summary>
    public int LaneStride { get; }

    /// <summary>From one vector of a feature to the next.</summary>
    public int VectorStride { get; }

    /// <summary>From one feature's vectors to the next feature's.</summary>
    public int PerFeature { get; }

    public int Dimension => Linear.Length;

    public float Bias { get; set; }

    public float[] Linear { get; }

    /// <summary>The factors as a model keeps them; in training there is more in it.</summary>
    public float[] FactorValues { get; }

    /// <summary>The first feature's first factor. Feature i's vectors start <see cref="PerFeature"/> · i further; for
    /// FFM that for field f another f · <see cref="VectorStride"/>.</summary>
    public ref float First => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(FactorValues), _start);

    /// <summary>How many numbers there are from <see cref="First"/> on.</summary>
    public int Length => Dimension * PerFeature;

    public static int Pad(int factors) => (factors + Lane - 1) / Lane * Lane;

    /// <summary>Draws the initial factors.</summary>
    public void Draw(double scale, ulong seed, ulong stream)
    {
        var random = new SeededRandom(seed, stream);
        float range = (float)(scale / Math.Sqrt(Factors));
        Span<float> values = FactorValues.AsSpan(_start, Length);
        for (int start = 0; start < values.Length; start += VectorStride)
        {
            for (int k = 0; k < Width; k++)
            {
                float drawn = ((2 * random.NextSingle()) - 1) * range;
                values[start + Place(k)] = k < Factors ? drawn : 0;
            }
        }
    }

    /// <summary>A copy with the factors only, that later steps do not change.</summary>
    public FactorizationParameters Copy()
    {
        ReadOnlySpan<float> values = FactorValues.AsSpan(_start, Length);
        float[] packed = new float[values.Length / LaneStride * Lane];
        for (int lane = 0; lane < packed.Length / Lane; lane++)
        {
            values.Slice(lane * LaneStride, Lane).CopyTo(packed.AsSpan(lane * Lane));
        }

        return new FactorizationParameters(Fields, FieldAware, Factors, Bias, (float[])Linear.Clone(), packed);
    }

    /// <summary>Where factor k of a vector stands after the vector's start.</summary>
    private int Place(int k) => (k / Lane * LaneStride) + (k % Lane);

    private static float[] AllocateFactors(int dimension, int fields, bool fieldAware, int factors, int lanes)
    {
        long length = (long)dimension * (fieldAware ? fields : 1) * Pad(factors) * lanes;
        if (length > Array.MaxLength - CacheLine)
        {
            throw new ArgumentException(
                $"{dimension} features with {(fieldAware ? fields : 1)} vectors of {Pad(factors)} factors are " +
                $"{length} numbers in training; at most {Array.MaxLength - CacheLine} fit. Hash the features into " +
                "fewer indices.");
        }

        // Pinned, so that what is aligned to cache lines stays so.
        return lanes == 1 ? new float[length] : GC.AllocateArray<float>((int)length + CacheLine, pinned: true);
    }

    /// <summary>The first place of a pinned array that begins a cache line.</summary>
    private static unsafe int AlignedStart(float[] pinned)
    {
        const int bytes = CacheLine * sizeof(float);
        fixed (float* first = pinned)
        {
            return (int)((bytes - ((nint)first % bytes)) % bytes / sizeof(float));
        }
    }
}
