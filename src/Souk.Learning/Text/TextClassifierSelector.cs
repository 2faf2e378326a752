using Souk.Learning.Data;
using Souk.Learning.WeakSupervision;

namespace Souk.Learning.Text;

/// <summary>Chooses the settings of a <see cref="TextClassifier"/> by cross-validation on the training texts: each part
/// of them is judged by classifiers of the others. Of equally good settings the first is taken.</summary>
public static class TextClassifierSelector
{
    /// <summary>In how many parts texts are divided if none are given.</summary>
    private const int DefaultParts = 5;

    /// <summary>Enough digits to compare settings.</summary>
    private const double ComparisonTolerance = 1e-3;

    private static readonly double[] Penalties = [0.01, 0.1, 1];

    /// <summary>Settings worth comparing on any texts: words and pairs of words, with and without character sequences,
    /// with and without log-odds weights, at three penalties.</summary>
    public static IReadOnlyList<TextClassifierOptions> Candidates { get; } =
    [
        .. from characters in new[] { 0, 5 }
           from byLogOdds in new[] { false, true }
           from penalty in Penalties
           select new TextClassifierOptions
           {
               Features = new TextFeaturesOptions
               {
                   CharacterNgramsTo = characters,
                   MinimumTexts = characters == 0 ? 1 : 2,
               },
               Classifier = new SoftmaxOptions { Regularization = penalty, WeighByLogOdds = byLogOdds },
           },
    ];

    /// <summary>Compares settings.</summary>
    /// <param name="texts">The training texts.</param>
    /// <param name="labels">The class of each, from 0.</param>
    /// <param name="classes">The number of classes, at least 2.</param>
    /// <param name="candidates">The settings, at least one; null means <see cref="Candidates"/>.</param>
    /// <param name="parts">The part each text is held out with, so that texts that belong together (one product's, one
    /// author's) stay together; null for five parts by turns.</param>
    /// <param name="cancellation">Ends the comparison early with an exception.</param>
    /// <exception cref="ArgumentException">Texts, labels and parts differ in number, there are fewer than two parts, or
    /// no candidates.</exception>
    public static TextClassifierChoice Choose(
        IReadOnlyList<string> texts,
        IReadOnlyList<int> labels,
        int classes,
        IReadOnlyList<TextClassifierOptions>? candidates = null,
        IReadOnlyList<int>? parts = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(labels);
        candidates ??= Candidates;
        parts ??= [.. Enumerable.Range(0, texts.Count).Select(r => r % DefaultParts)];
        int[] numbers = [.. parts.Distinct().Order()];
        if (labels.Count != texts.Count || parts.Count != texts.Count)
        {
            throw new ArgumentException(
                $"There are {texts.Count} texts, {labels.Count} labels and parts of {parts.Count}; all must be equal.");
        }

        if (numbers.Length < 2 || candidates.Count == 0)
        {
            throw new ArgumentException(
                $"There are {numbers.Length} parts and {candidates.Count} candidates; at least 2 and 1 are wanted.");
        }

        double[] right = new double[candidates.Count];
        foreach (int part in numbers)
        {
            int[] own = [.. Enumerable.Range(0, texts.Count).Where(r => parts[r] == part)];
            int[] others = [.. Enumerable.Range(0, texts.Count).Where(r => parts[r] != part)];
            AddRight(texts, labels, classes, candidates, others, own, right, cancellation);
        }

        int best = Array.IndexOf(right, right.Max());
        return new TextClassifierChoice(candidates[best], right[best] / texts.Count, candidates.Count);
    }

    /// <summary>Adds to each candidate how many texts of a part it finds when it learns from the others.</summary>
    private static void AddRight(
        IReadOnlyList<string> texts,
        IReadOnlyList<int> labels,
        int classes,
        IReadOnlyList<TextClassifierOptions> candidates,
        int[] others,
        int[] own,
        double[] right,
        CancellationToken cancellation)
    {
        ClassTargets targets = ClassTargets.FromLabels(Array.ConvertAll(others, r => labels[r]), classes);
        int[] wanted = Array.ConvertAll(own, r => labels[r]);
        foreach (TextFeaturesOptions options in candidates.Select(c => c.Features).Distinct())
        {
            TextFeatures features = TextFeatures.Fit(
                Array.ConvertAll(others, r => texts[r]), options, out SparseMatrix rows, cancellation);
            SparseMatrix judged = features.Transform(
                Array.ConvertAll(own, r => texts[r]), options.Threads, cancellation);
            for (int c = 0; c < candidates.Count; c++)
            {
                if (candidates[c].Features == options)
                {
                    SoftmaxOptions compared = candidates[c].Classifier with
                    {
                        Tolerance = Math.Max(candidates[c].Classifier.Tolerance, ComparisonTolerance),
                    };
                    var classifier = SoftmaxClassifier.Fit(rows, targets, compared, null, cancellation);
                    DenseMatrix predicted = classifier.Predict(judged, compared.Threads, cancellation);
                    right[c] += own.Length * CombinerSelector.Accuracy(predicted, wanted);
                }
            }
        }
    }
}
