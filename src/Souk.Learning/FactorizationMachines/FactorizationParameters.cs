using Souk.Learning.Numerics;

namespace Souk.Learning.FactorizationMachines;

/// <summary>
/// The parameters of one machine: a bias, a linear weight for each feature, and for each feature one factor vector (FM)
/// or one for each field (FFM), padded with zeros to whole vectors of eight.
/// </summary>
internal sealed class FactorizationParameters
{
    public FactorizationParameters(int dimension, int fields, bool fieldAware, int factors)
        : this(
            fields, fieldAware, factors, 0, new float[dimension],
            AllocateFactors(dimension, fields, fieldAware, factors))
    {
    }

    public FactorizationParameters(
        int fields, bool fieldAware, int factors, float bias, float[] linear, float[] factorValues)
    {
        Fields = fields;
        FieldAware = fieldAware;
        Factors = factors;
        Bias = bias;
        Linear = linear;
        FactorValues = factorValues;
        Width = Pad(factors);
        PerFeature = fieldAware ? fields * Width : Width;
    }

    public int Fields { get; }

    public bool FieldAware { get; }

    public int Factors { get; }

    /// <summary>The length of a factor vector as held.</summary>
    public int Width { get; }

    /// <summary>How many factors a feature has, over all its vectors.</summary>
    public int PerFeature { get; }

    public int Dimension => Linear.Length;

    public float Bias { get; set; }

    public float[] Linear { get; }

    /// <summary>Feature i's vectors start at i · <see cref="PerFeature"/>; for FFM that for field f another
    /// f · <see cref="Width"/> further.</summary>
    public float[] FactorValues { get; }

    public static int Pad(int factors) => (factors + 7) / 8 * 8;

    /// <summary>Draws the initial factors.</summary>
    public void Draw(double scale, ulong seed, ulong stream)
    {
        var random = new SeededRandom(seed, stream);
        float range = (float)(scale / Math.Sqrt(Factors));
        for (int i = 0; i < FactorValues.Length; i++)
        {
            float drawn = ((2 * random.NextSingle()) - 1) * range;
            FactorValues[i] = i % Width < Factors ? drawn : 0;
        }
    }

    /// <summary>A copy that later steps do not change.</summary>
    public FactorizationParameters Copy() => new(
        Fields, FieldAware, Factors, Bias, (float[])Linear.Clone(), (float[])FactorValues.Clone());

    private static float[] AllocateFactors(int dimension, int fields, bool fieldAware, int factors)
    {
        long length = (long)dimension * (fieldAware ? fields : 1) * Pad(factors);
        if (length > Array.MaxLength)
        {
            throw new ArgumentException(
                $"{dimension} features with {(fieldAware ? fields : 1)} vectors of {Pad(factors)} factors are " +
                $"{length} numbers; at most {Array.MaxLength} fit. Hash the features into fewer indices.");
        }

        return new float[length];
    }
}
