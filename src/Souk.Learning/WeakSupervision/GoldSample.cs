namespace Souk.Learning.WeakSupervision;

/// <summary>Rows whose class is known, with the votes of the labelling functions on them. Immutable and safe to
/// share.</summary>
public sealed class GoldSample
{
    /// <summary>Pairs votes with classes.</summary>
    /// <param name="votes">The votes on the rows; may be of no rows.</param>
    /// <param name="labels">The class of each row, from 0.</param>
    /// <exception cref="ArgumentException">Votes and labels differ in number, or a label is no class.</exception>
    public GoldSample(LabelVotes votes, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(votes);
        ArgumentNullException.ThrowIfNull(labels);
        if (votes.Rows != labels.Count)
        {
            throw new ArgumentException($"{votes.Rows} gold rows and {labels.Count} labels: both must be equal.");
        }

        for (int r = 0; r < labels.Count; r++)
        {
            if ((uint)labels[r] >= (uint)votes.Classes)
            {
                throw new ArgumentException($"Gold row {r} has label {labels[r]}; labels go from 0 to " +
                    $"{votes.Classes - 1}.");
            }
        }

        Votes = votes;
        Labels = labels;
    }

    /// <summary>The votes on the rows.</summary>
    public LabelVotes Votes { get; }

    /// <summary>The class of each row.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>A sample without rows, for votes of those functions and classes.</summary>
    internal static GoldSample None(LabelVotes votes) => new(votes.SelectRows([]), []);

    /// <summary>The rows whose numbers are given, in that order.</summary>
    internal GoldSample Select(int[] rows) => new(Votes.SelectRows(rows), Array.ConvertAll(rows, r => Labels[r]));

    internal void CheckFits(LabelVotes votes)
    {
        if (Votes.Classes != votes.Classes || (Labels.Count > 0 && Votes.Functions != votes.Functions))
        {
            throw new ArgumentException(
                $"The gold sample has votes of {Votes.Functions} functions on {Votes.Classes} classes; the votes " +
                $"to learn from are of {votes.Functions} on {votes.Classes}.");
        }
    }
}
