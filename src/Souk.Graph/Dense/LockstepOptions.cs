namespace Souk.Graph.Dense;

/// <summary>Settings of <see cref="Lockstep"/>.</summary>
public sealed record LockstepOptions
{
    /// <summary>Two actions on one target match if their times are at most this far apart, in the unit of the edges'
    /// times,
    /// 0 or more.</summary>
    public required long Window { get; init; }

    /// <summary>How alike two rows are at least (matched targets over all targets of the two), in (0, 1]; default 0.5:
    /// most
    /// of what either did, the other did at the same time.</summary>
    public double MinSimilarity { get; init; } = 0.5;

    /// <summary>How many targets two rows match on at least, 1 or more; default 3: one or two are chance.</summary>
    public int MinMatches { get; init; } = 3;

    /// <summary>The fewest rows of a group, 2 or more; default 3.</summary>
    public int MinRows { get; init; } = 3;

    /// <summary>How many earlier actions on a target within the window an action is compared with, the nearest first;
    /// default
    /// 200. On a target that everybody acts on at once the rest would cost the square of its actions and say
    /// little.</summary>
    public int MaxCompared { get; init; } = 200;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Window);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinMatches, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinRows, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxCompared, 1);
        if (!(MinSimilarity is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(MinSimilarity), MinSimilarity, "A similarity is in (0, 1].");
        }
    }
}
