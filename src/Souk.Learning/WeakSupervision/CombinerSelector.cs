using Souk.Learning.Data;

namespace Souk.Learning.WeakSupervision;

/// <summary>
/// Decides between majority vote and label model on a gold sample: the label model is taken only if it is right more
/// often there; a tie keeps the simpler vote. Without a gold sample there is no evidence, so the vote is kept. The gold
/// sample also says what rows are that no function speaks about, for both alike.
/// </summary>
public static class CombinerSelector
{
    /// <summary>Fits both on unlabelled votes and chooses.</summary>
    /// <param name="votes">The votes to learn from.</param>
    /// <param name="goldVotes">The votes on rows whose class is known; may be of no rows.</param>
    /// <param name="goldLabels">The classes of those rows.</param>
    /// <param name="options">The settings of the label model.</param>
    /// <exception cref="ArgumentException">Gold votes and labels differ in number, or a label is no class.</exception>
    public static CombinerChoice Choose(
        LabelVotes votes, LabelVotes goldVotes, IReadOnlyList<int> goldLabels, LabelModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(goldVotes);
        ArgumentNullException.ThrowIfNull(goldLabels);
        ArgumentNullException.ThrowIfNull(options);
        if (goldLabels.Count == 0)
        {
            return new CombinerChoice(
                MajorityVote.Fit(votes, options.SilentBalance), false, double.NaN, double.NaN, 0);
        }

        IReadOnlyList<double> silent = options.SilentBalance ?? SilentShares(votes, goldVotes, goldLabels);
        MajorityVote majority = MajorityVote.Fit(votes, silent);
        LabelModel model = LabelModel.Fit(votes, options with { SilentBalance = silent });

        double majorityAccuracy = Accuracy(majority.Predict(goldVotes), goldLabels);
        double modelAccuracy = Accuracy(model.Predict(goldVotes), goldLabels);
        bool useModel = modelAccuracy > majorityAccuracy;
        return new CombinerChoice(
            useModel ? model : majority, useModel, majorityAccuracy, modelAccuracy, goldLabels.Count);
    }

    /// <summary>The share of rows whose most probable class is the label; a row where n classes are equally probable,
    /// the
    /// label among them, counts 1/n.</summary>
    /// <exception cref="ArgumentException">Rows and labels differ in number or are none, or a label is no
    /// class.</exception>
    public static double Accuracy(DenseMatrix probabilities, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(labels);
        if (probabilities.Rows != labels.Count || labels.Count == 0)
        {
            throw new ArgumentException($"{probabilities.Rows} rows and {labels.Count} labels: both must be equal, not 0.");
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

    /// <summary>The shares of the classes among gold rows without votes, on top of one row with the votes' own
    /// balance.</summary>
    private static double[] SilentShares(LabelVotes votes, LabelVotes goldVotes, IReadOnlyList<int> goldLabels)
    {
        if (goldVotes.Rows != goldLabels.Count)
        {
            throw new ArgumentException($"{goldVotes.Rows} gold rows and {goldLabels.Count} labels: both must be equal.");
        }

        // A class without any vote must stay possible, so shares are taken a little towards equal ones.
        const double towardsEqual = 0.01;
        IReadOnlyList<double> balance = MajorityVote.Fit(votes).Balance;
        double[] shares = new double[votes.Classes];
        double total = 1;
        for (int k = 0; k < shares.Length; k++)
        {
            shares[k] = ((1 - towardsEqual) * balance[k]) + (towardsEqual / shares.Length);
        }

        for (int r = 0; r < goldLabels.Count; r++)
        {
            if (!goldVotes.IsCovered(r) && (uint)goldLabels[r] < (uint)shares.Length)
            {
                shares[goldLabels[r]]++;
                total++;
            }
        }

        return Array.ConvertAll(shares, s => s / total);
    }
}
