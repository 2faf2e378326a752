namespace Souk.Learning.Evaluation;

/// <summary>How a top-N evaluation is done.</summary>
public sealed record RankingOptions
{
    /// <summary>The list lengths N to measure at, each 1 to 10,000. Default: 20.</summary>
    public IReadOnlyList<int> Cutoffs { get; init; } = [20];

    /// <summary>Worker threads; 0, the default, means one a processor. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>How many users a scorer is asked for at once, 1 to 4,096. Default: 32. A thread needs 4 bytes × items ×
    /// this much memory.</summary>
    public int UsersPerBlock { get; init; } = 32;

    internal void Validate()
    {
        if (Cutoffs.Count == 0)
        {
            throw new ArgumentException("At least one cutoff is needed, for example 20.", nameof(Cutoffs));
        }

        foreach (int cutoff in Cutoffs)
        {
            if (cutoff is < 1 or > MaxCutoff)
            {
                throw new ArgumentException($"A cutoff is 1 to {MaxCutoff}, not {cutoff}.", nameof(Cutoffs));
            }
        }

        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        ArgumentOutOfRangeException.ThrowIfLessThan(UsersPerBlock, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(UsersPerBlock, MaxUsersPerBlock);
    }

    // Longer lists are no recommendation lists; larger blocks cost memory and gain nothing.
    private const int MaxCutoff = 10_000;
    private const int MaxUsersPerBlock = 4_096;
}
