using Souk.Learning.Numerics;

namespace Souk.Learning.FactorizationMachines;

/// <summary>
/// The parameters of one machine: a bias, a linear weight for each feature, and for each feature one factor vector (FM)
/// or one for each field (FFM), padded with zeros to whole vectors of eight.
/// </summary>
internal sealed class FactorizationParameters
{
    /// <summary>Factors stand in lanes of eight, one SIMD vector.</summary>
    public const int Lane = 8;

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

    /// <summary>Feature i's vectors start at i · <see cref="PerFeature"/>; for FFM that for field f another
    /// f · <see cref="VectorStride"/> further.</summary>
    public float[] FactorValues { get; }

    public static int Pad(int factors) => (factors + Lane - 1) / Lane * Lane;

    /// <summary>Draws the initial factors.</summary>
    public void Draw(double scale, ulong seed, ulong stream)
    {
        var random = new SeededRandom(seed, stream);
        float range = (float)(scale / Math.Sqrt(Factors));
        for (int start = 0; start < FactorValues.Length; start += VectorStride)
        {
            for (int k = 0; k < Width; k++)
            {
                float drawn = ((2 * random.NextSingle()) - 1) * range;
                FactorValues[start + Place(k)] = k < Factors ? drawn : 0;
            }
        }
    }

    /// <summary>A copy with the factors only, that later steps do not change.</summary>
    public FactorizationParameters Copy()
    {
        float[] packed = new float[FactorValues.Length / LaneStride * Lane];
        for (int lane = 0; lane < packed.Length / Lane; lane++)
        {
            FactorValues.AsSpan(lane * LaneStride, Lane).CopyTo(packed.AsSpan(lane * Lane));
        }

        return new FactorizationParameters(Fields, FieldAware, Factors, Bias, (float[])Linear.Clone(), packed);
    }

    /// <summary>Where factor k of a vector stands after the vector's start.</summary>
    private int Place(int k) => (k / Lane * LaneStride) + (k % Lane);

    private static float[] AllocateFactors(int dimension, int fields, bool fieldAware, int factors, int lanes)
    {
        long length = (long)dimension * (fieldAware ? fields : 1) * Pad(factors) * lanes;
        if (length > Array.MaxLength)
        {
            throw new ArgumentException(
                $"{dimension} features with {(fieldAware ? fields : 1)} vectors of {Pad(factors)} factors are " +
                $"{length} numbers in training; at most {Array.MaxLength} fit. Hash the features into fewer indices.");
        }

        return new float[length];
    }
}
