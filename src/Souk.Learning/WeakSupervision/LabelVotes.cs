namespace Souk.Learning.WeakSupervision;

/// <summary>The votes of labelling functions: each says a class of each row, or nothing. Immutable and safe to
/// share.</summary>
public sealed class LabelVotes
{
    /// <summary>The vote of a function that says nothing.</summary>
    public const int Abstain = -1;

    private readonly short[] _votes;

    private LabelVotes(int rows, int functions, int classes, short[] votes)
    {
        Rows = rows;
        Functions = functions;
        Classes = classes;
        _votes = votes;
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of labelling functions.</summary>
    public int Functions { get; }

    /// <summary>The number of classes, at least 2.</summary>
    public int Classes { get; }

    /// <summary>Copies votes.</summary>
    /// <param name="votes">For each row the vote of each function: a class from 0, or −1 to abstain.</param>
    /// <param name="classes">The number of classes, 2 to 1,000.</param>
    /// <exception cref="ArgumentException">Rows differ in length, or a vote is no class.</exception>
    public static LabelVotes FromRows(IReadOnlyList<int[]> votes, int classes)
    {
        ArgumentNullException.ThrowIfNull(votes);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, 1000);
        int functions = votes.Count == 0 ? 0 : votes[0].Length;
        short[] copy = new short[checked(votes.Count * functions)];
        for (int r = 0; r < votes.Count; r++)
        {
            if (votes[r].Length != functions)
            {
                throw new ArgumentException($"Row {r} has {votes[r].Length} votes; row 0 has {functions}.");
            }

            for (int f = 0; f < functions; f++)
            {
                int vote = votes[r][f];
                if (vote < Abstain || vote >= classes)
                {
                    throw new ArgumentException(
                        $"Row {r}, function {f} votes {vote}; votes go from 0 to {classes - 1}, or are -1 to abstain.");
                }

                copy[(r * functions) + f] = (short)vote;
            }
        }

        return new LabelVotes(votes.Count, functions, classes, copy);
    }

    /// <summary>The votes of one row.</summary>
    public ReadOnlySpan<short> Row(int row) => _votes.AsSpan(row * Functions, Functions);

    /// <summary>The votes on the rows whose numbers are given, in that order.</summary>
    internal LabelVotes SelectRows(int[] rows)
    {
        short[] votes = new short[rows.Length * Functions];
        for (int i = 0; i < rows.Length; i++)
        {
            Row(rows[i]).CopyTo(votes.AsSpan(i * Functions));
        }

        return new LabelVotes(rows.Length, Functions, Classes, votes);
    }

    /// <summary>Whether any function says anything about a row.</summary>
    public bool IsCovered(int row) => Row(row).ContainsAnyExcept((short)Abstain);

    /// <summary>How many rows each function says anything about.</summary>
    public int[] CoveredRows()
    {
        int[] counts = new int[Functions];
        for (int i = 0; i < _votes.Length; i++)
        {
            counts[i % Functions] += _votes[i] == Abstain ? 0 : 1;
        }

        return counts;
    }
}
