using Souk.Learning.Data;

namespace Souk.Learning.WeakSupervision;

/// <summary>
/// Decides between majority vote and label model on a gold sample: the label model is taken only if it is right more
/// often on gold rows that it did not learn from (cross-validation by fifths); a tie keeps the simpler vote. Without a
/// gold sample there is no evidence, so the vote is kept. The chosen one then learns from the whole gold sample: the
/// vote what rows are that no function speaks about, the label model also the balance and how good each function is.
/// </summary>
public static class CombinerSelector
{
    private const int Parts = 5;

    /// <summary>Judges both and fits the better one.</summary>
    /// <param name="votes">The votes to learn from.</param>
    /// <param name="gold">Rows whose class is known; may be none.</param>
    /// <param name="options">The settings of the label model.</param>
    /// <exception cref="ArgumentException">The gold sample is of other functions or classes, or a setting is out of
    /// range.</exception>
    public static CombinerChoice Choose(LabelVotes votes, GoldSample gold, LabelModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(votes);
        ArgumentNullException.ThrowIfNull(gold);
        ArgumentNullException.ThrowIfNull(options);
        gold.CheckFits(votes);
        int rows = gold.Labels.Count;
        if (rows == 0)
        {
            return new CombinerChoice(
                MajorityVote.Fit(votes, options.SilentBalance), false, double.NaN, double.NaN, 0);
        }

        double majorityRight = 0;
        double modelRight = 0;
        for (int part = 0; part < Math.Min(Parts, rows); part++)
        {
            int[] own = [.. Enumerable.Range(0, rows).Where(r => r % Parts == part)];
            int[] others = [.. Enumerable.Range(0, rows).Where(r => r % Parts != part)];
            GoldSample judged = gold.Select(own);
            (MajorityVote vote, LabelModel fitted) = FitBoth(votes, gold.Select(others), options);
            majorityRight += own.Length * Accuracy(vote.Predict(judged.Votes), judged.Labels);
            modelRight += own.Length * Accuracy(fitted.Predict(judged.Votes), judged.Labels);
        }

        (MajorityVote majority, LabelModel model) = FitBoth(votes, gold, options);
        bool useModel = modelRight > majorityRight;
        return new CombinerChoice(
            useModel ? model : majority, useModel, majorityRight / rows, modelRight / rows, rows);
    }

    private static (MajorityVote Majority, LabelModel Model) FitBoth(
        LabelVotes votes, GoldSample gold, LabelModelOptions options)
    {
        IReadOnlyList<double> balance = MajorityVote.Fit(votes).Balance;
        LabelModelOptions known = options with
        {
            SilentBalance = options.SilentBalance ?? Shares(balance, gold, ofSilentRows: true),
            Balance = options.Balance ?? Shares(balance, gold, ofSilentRows: false),
        };
        return (MajorityVote.Fit(votes, known.SilentBalance), LabelModel.Fit(votes, known, gold));
    }

    /// <summary>The share of rows whose most probable class is the label; a row where n classes are equally probable,
    /// the label among them, counts 1/n.</summary>
    /// <exception cref="ArgumentException">Rows and labels differ in number or are none, or a label is no
    /// class.</exception>
    public static double Accuracy(DenseMatrix probabilities, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(labels);
        if (probabilities.Rows != labels.Count || labels.Count == 0)
        {
            throw new ArgumentException($"{probabilities.Rows} rows and {labels.Count} labels: both must be equal, " +
                "not 0.");
        }

        double right = 0;
        for (int r = 0; r < labels.Count; r++)
        {
            ReadOnlySpan<float> row = probabilities.Row(r);
            if ((uint)labels[r] >= (uint)row.Length)
            {
                throw new ArgumentException($"Row {r} has label {labels[r]}; labels go from 0 to {row.Length - 1}.");
            }

            float own = row[labels[r]];
            int tied = 0;
            bool beaten = false;
            foreach (float p in row)
            {
                beaten |= p > own;
                tied += p == own ? 1 : 0;
            }

            right += beaten ? 0 : 1.0 / tied;
        }

        return right / labels.Count;
    }

    /// <summary>The shares of the classes among gold rows, all or those without votes, on top of one row with the
    /// votes' own balance.</summary>
    private static double[] Shares(IReadOnlyList<double> balance, GoldSample gold, bool ofSilentRows)
    {
        // A class without any vote must stay possible, so shares are taken a little towards equal ones.
        const double towardsEqual = 0.01;
        double[] shares = new double[balance.Count];
        double total = 1;
        for (int k = 0; k < shares.Length; k++)
        {
            shares[k] = ((1 - towardsEqual) * balance[k]) + (towardsEqual / shares.Length);
        }

        for (int r = 0; r < gold.Labels.Count; r++)
        {
            if (!ofSilentRows || !gold.Votes.IsCovered(r))
            {
                shares[gold.Labels[r]]++;
                total++;
            }
        }

        return Array.ConvertAll(shares, s => s / total);
    }
}
