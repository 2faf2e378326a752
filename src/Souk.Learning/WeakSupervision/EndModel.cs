using Souk.Learning.Data;
using Souk.Learning.Text;
using Souk.Learning.Training;

namespace Souk.Learning.WeakSupervision;

/// <summary>
/// Learns a text classifier from votes. It starts with the texts that functions speak about; then, in rounds, each part
/// of the texts is judged by a classifier of the other parts, and judgement and votes together (independent evidence
/// given the class, as in co-training, Blum and Mitchell, 1998) make better labels for all texts, silent ones too.
/// </summary>
public static class EndModel
{
    // A judgement is one piece of evidence among others: more digits of it change no label.
    private const double JudgementTolerance = 1e-3;

    // A vote is never taken for certain: the text may still overrule it.
    private const float LeastProbability = 1e-6f;

    /// <summary>Learns a classifier.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="votes">The votes on the texts; at least one text has one.</param>
    /// <param name="combiner">What the votes mean, as chosen by <see cref="CombinerSelector"/>.</param>
    /// <param name="options">The settings.</param>
    /// <param name="progress">Told after every round.</param>
    /// <param name="cancellation">Ends the fit early with an exception.</param>
    /// <exception cref="ArgumentException">Texts and votes differ in number, no text has a vote, or a setting is out of
    /// range.</exception>
    public static TextClassifier Fit(
        IReadOnlyList<string> texts,
        LabelVotes votes,
        ILabelCombiner combiner,
        EndModelOptions options,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(votes);
        ArgumentNullException.ThrowIfNull(combiner);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (texts.Count != votes.Rows)
        {
            throw new ArgumentException($"There are {texts.Count} texts and votes on {votes.Rows}.");
        }

        int[] rows = [.. Enumerable.Range(0, votes.Rows).Where(votes.IsCovered)];
        if (rows.Length == 0)
        {
            throw new ArgumentException("No labelling function speaks about any text.");
        }

        TextFeatures features = TextFeatures.Fit(texts, options.Features, out SparseMatrix matrix, cancellation);
        DenseMatrix voted = combiner.Predict(votes);
        DenseMatrix labels = voted;
        for (int round = 1; round <= options.Rounds; round++)
        {
            DenseMatrix judged = Judge(matrix, labels, rows, options, cancellation);
            labels = Improve(votes, voted, judged, Balance(labels, rows));
            rows = [.. Enumerable.Range(0, votes.Rows)];
            progress?.Report(new TrainingProgress(round, options.Rounds));
        }

        SoftmaxClassifier classifier = Learn(matrix, labels, rows, options.Classifier, cancellation);
        return TextClassifier.Of(features, classifier);
    }

    /// <summary>The probabilities of every row by a classifier that has not seen it.</summary>
    private static DenseMatrix Judge(
        SparseMatrix matrix, DenseMatrix labels, int[] rows, EndModelOptions options, CancellationToken cancellation)
    {
        var judged = new DenseMatrix(labels.Rows, labels.Columns);
        SoftmaxOptions learning = options.Classifier with
        {
            Tolerance = Math.Max(options.Classifier.Tolerance, JudgementTolerance),
        };
        for (int part = 0; part < options.Parts; part++)
        {
            int[] others = Array.FindAll(rows, r => r % options.Parts != part);
            int[] own = [.. Enumerable.Range(0, labels.Rows).Where(r => r % options.Parts == part)];
            // With very few rows all may lie in one part; then it has to judge itself.
            SoftmaxClassifier classifier = Learn(
                matrix, labels, others.Length > 0 ? others : rows, learning, cancellation);
            DenseMatrix predicted = classifier.Predict(
                matrix.SelectRows(own), options.Classifier.Threads, cancellation);
            for (int i = 0; i < own.Length; i++)
            {
                predicted.Row(i).CopyTo(judged.Row(own[i]));
            }
        }

        return judged;
    }

    private static SoftmaxClassifier Learn(
        SparseMatrix matrix, DenseMatrix labels, int[] rows, SoftmaxOptions options, CancellationToken cancellation)
    {
        SparseMatrix selected = rows.Length == matrix.Rows ? matrix : matrix.SelectRows(rows);
        DenseMatrix wanted = rows.Length == labels.Rows ? labels : labels.SelectRows(rows);
        return SoftmaxClassifier.Fit(selected, ClassTargets.FromProbabilities(wanted), options, null, cancellation);
    }

    /// <summary>Votes and texts together by Bayes' rule; the balance is in both and is taken out once.</summary>
    private static DenseMatrix Improve(LabelVotes votes, DenseMatrix voted, DenseMatrix judged, double[] balance)
    {
        var labels = new DenseMatrix(voted.Rows, voted.Columns);
        for (int r = 0; r < labels.Rows; r++)
        {
            Span<float> row = labels.Row(r);
            judged.Row(r).CopyTo(row);
            if (!votes.IsCovered(r))
            {
                continue;
            }

            double sum = 0;
            for (int k = 0; k < row.Length; k++)
            {
                row[k] = (float)(row[k] * Math.Max(LeastProbability, voted.Row(r)[k]) / balance[k]);
                sum += row[k];
            }

            for (int k = 0; k < row.Length; k++)
            {
                row[k] = (float)(row[k] / sum);
            }
        }

        return labels;
    }

    private static double[] Balance(DenseMatrix labels, int[] rows)
    {
        double[] balance = new double[labels.Columns];
        foreach (int r in rows)
        {
            for (int k = 0; k < balance.Length; k++)
            {
                balance[k] += labels.Row(r)[k];
            }
        }

        // A class that no row leans to gets a small share, so that it can be divided by.
        return Array.ConvertAll(balance, b => Math.Max(b / rows.Length, 1e-6));
    }
}
