namespace Souk.Learning.Linear;

/// <summary>What the models of log-odds share.</summary>
internal static class Logistic
{
    private const double LeastProbability = 1e-6;

    /// <summary>The probability of some log-odds.</summary>
    public static double Probability(double score) => 1 / (1 + Math.Exp(-score));

    /// <summary>The log-odds of a probability, which is kept a little away from 0 and 1.</summary>
    public static double LogOdds(double probability)
    {
        double kept = Math.Clamp(probability, LeastProbability, 1 - LeastProbability);
        return Math.Log(kept / (1 - kept));
    }

    /// <summary>Refuses a sparse row that does not fit a model.</summary>
    public static void CheckRow(ReadOnlySpan<int> indices, ReadOnlySpan<float> values, int dimension)
    {
        if (indices.Length != values.Length)
        {
            throw new ArgumentException($"The row has {indices.Length} indices and {values.Length} values.");
        }

        foreach (int index in indices)
        {
            if ((uint)index >= (uint)dimension)
            {
                throw new ArgumentException(
                    $"The row has index {index}; the model's indices run from 0 to {dimension - 1}.");
            }
        }
    }
}
