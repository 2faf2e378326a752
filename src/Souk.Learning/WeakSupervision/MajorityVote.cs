using Souk.Learning.Data;

namespace Souk.Learning.WeakSupervision;

/// <summary>
/// The share of votes each class gets; rows that no function speaks about get the shares of the classes among the
/// others' winners, or known ones. The yardstick a label model must beat. Immutable and safe to share.
/// </summary>
public sealed class MajorityVote : ILabelCombiner
{
    private readonly double[] _balance;
    private readonly double[] _silentBalance;

    private MajorityVote(double[] balance, double[] silentBalance)
    {
        _balance = balance;
        _silentBalance = silentBalance;
    }

    /// <summary>The share of each class among rows with votes.</summary>
    public IReadOnlyList<double> Balance => _balance;

    /// <summary>Learns the class balance from the rows that have votes.</summary>
    /// <param name="votes">The votes.</param>
    /// <param name="silentBalance">Shares of the classes among rows without votes, or null for the balance of the
    /// others.</param>
    /// <exception cref="ArgumentException">The shares are not one for each class, above 0, adding up to 1.</exception>
    public static MajorityVote Fit(LabelVotes votes, IReadOnlyList<double>? silentBalance = null)
    {
        ArgumentNullException.ThrowIfNull(votes);
        LabelModelOptions.CheckShares(silentBalance, votes.Classes);
        double[] balance = new double[votes.Classes];
        double covered = 0;
        double[] winners = new double[votes.Classes];
        for (int r = 0; r < votes.Rows; r++)
        {
            if (Winners(votes.Row(r), winners))
            {
                covered++;
                for (int k = 0; k < balance.Length; k++)
                {
                    balance[k] += winners[k];
                }
            }
        }

        for (int k = 0; k < balance.Length; k++)
        {
            balance[k] = covered > 0 ? balance[k] / covered : 1.0 / balance.Length;
        }

        return new MajorityVote(balance, silentBalance is null ? balance : [.. silentBalance]);
    }

    /// <inheritdoc/>
    public DenseMatrix Predict(LabelVotes votes)
    {
        ArgumentNullException.ThrowIfNull(votes);
        if (votes.Classes != _balance.Length)
        {
            throw new ArgumentException($"The vote was fitted on {_balance.Length} classes; there are " +
                $"{votes.Classes}.");
        }

        var result = new DenseMatrix(votes.Rows, votes.Classes);
        double[] shares = new double[votes.Classes];
        for (int r = 0; r < votes.Rows; r++)
        {
            bool covered = Shares(votes.Row(r), shares);
            for (int k = 0; k < shares.Length; k++)
            {
                result.Row(r)[k] = (float)(covered ? shares[k] : _silentBalance[k]);
            }
        }

        return result;
    }

    /// <summary>Writes each class's share of the votes; false if there are none.</summary>
    internal static bool Shares(ReadOnlySpan<short> votes, Span<double> shares)
    {
        shares.Clear();
        int total = 0;
        foreach (short vote in votes)
        {
            if (vote != LabelVotes.Abstain)
            {
                shares[vote]++;
                total++;
            }
        }

        for (int k = 0; total > 0 && k < shares.Length; k++)
        {
            shares[k] /= total;
        }

        return total > 0;
    }

    /// <summary>Writes 1 for the class with most votes, divided equally if several have; false if there are no
    /// votes.</summary>
    private static bool Winners(ReadOnlySpan<short> votes, Span<double> winners)
    {
        if (!Shares(votes, winners))
        {
            return false;
        }

        double most = 0;
        int tied = 0;
        foreach (double share in winners)
        {
            tied = share > most ? 1 : tied + (share == most ? 1 : 0);
            most = Math.Max(most, share);
        }

        foreach (ref double share in winners)
        {
            share = share == most ? 1.0 / tied : 0;
        }

        return true;
    }
}
