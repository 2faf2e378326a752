namespace Souk.Experiments.OffPolicy;

/// <summary>The policy whose value is asked for: its probability of each action in each logged round.</summary>
public sealed class TargetPolicy
{
    // Probabilities that were divided and added up are this close to one.
    private const double SumTolerance = 1e-6;

    private readonly double[] _probabilities;

    /// <summary>Checks and keeps the probabilities.</summary>
    /// <param name="probabilities">Rows × actions, row by row; each row is a distribution. The array is not
    /// copied.</param>
    /// <param name="actionCount">The number of actions.</param>
    /// <exception cref="ArgumentException">A row is not a distribution.</exception>
    public TargetPolicy(double[] probabilities, int actionCount)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentOutOfRangeException.ThrowIfLessThan(actionCount, 1);
        if (probabilities.Length == 0 || probabilities.Length % actionCount != 0)
        {
            throw new ArgumentException($"{probabilities.Length} probabilities are no whole rows of {actionCount}.");
        }

        ActionCount = actionCount;
        _probabilities = probabilities;
        for (int row = 0; row < Count; row++)
        {
            double sum = 0;
            foreach (double p in Row(row))
            {
                sum += p >= 0 ? p : double.NaN;
            }

            if (!(Math.Abs(sum - 1) <= SumTolerance))
            {
                throw new ArgumentException(
                    $"The probabilities of row {row} sum to {sum}, not to 1, or one is negative.");
            }
        }
    }

    /// <summary>The number of rows.</summary>
    public int Count => _probabilities.Length / ActionCount;

    /// <summary>The number of actions.</summary>
    public int ActionCount { get; }

    /// <summary>The distribution of one round.</summary>
    public ReadOnlySpan<double> Row(int row) => _probabilities.AsSpan(row * ActionCount, ActionCount);
}
