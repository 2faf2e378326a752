using System.Diagnostics;
using System.Globalization;
using Souk.Bench.Data;
using Souk.Learning.Data;
using Souk.Learning.Text;
using Souk.Learning.WeakSupervision;

namespace Souk.Bench.Text;

/// <summary>Made-up hotel reviews, by the corpus's five folds of hotels. Penalty and smoothing are chosen for each fold
/// by cross-validation over the other four.</summary>
public sealed class OpinionSpamBenchmark : ILearningBenchmark
{
    // Naive Bayes is a model of counts; the linear model does better on weights of one length.
    private static readonly TextFeaturesOptions Counts =
        new() { LogarithmicCounts = false, InverseTextFrequency = false, Normalize = false };

    private const string Metric = "accuracy over 5 folds";

    private static readonly double[] Smoothings = [0.1, 0.3, 1];
    private static readonly double[] Penalties = [0.01, 0.1, 1];

    private delegate DenseMatrix Learn(SparseMatrix rows, ClassTargets targets, SparseMatrix scored, double setting);

    /// <inheritdoc/>
    public string Name => "opinion-spam";

    /// <inheritdoc/>
    public string? DataSet => "op_spam";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        OpinionSpamData[] all = OpinionSpamData.Read(dataFolder);
        DenseMatrix Bayes(SparseMatrix rows, ClassTargets targets, SparseMatrix scored, double smoothing) =>
            NaiveBayesClassifier.Fit(rows, targets, new NaiveBayesOptions { Smoothing = smoothing }).Predict(scored);
        DenseMatrix Softmax(SparseMatrix rows, ClassTargets targets, SparseMatrix scored, double penalty) =>
            SoftmaxClassifier.Fit(rows, targets, new SoftmaxOptions { Regularization = penalty }, null, cancellation)
                .Predict(scored, 0, cancellation);
        foreach (bool positive in new[] { true, false })
        {
            OpinionSpamData[] reviews = Array.FindAll(all, r => r.IsPositive == positive);
            string which = positive ? "positive" : "negative";
            yield return Row(
                $"naive Bayes, {which} reviews", reviews, Counts, Bayes, Smoothings,
                positive ? "Ott et al. bigrams NB .889" : "scikit-learn NB .864", double.NaN);
            yield return Row(
                $"softmax, {which} reviews", reviews, new TextFeaturesOptions(), Softmax, Penalties,
                positive ? "Ott et al. bigrams SVM .896" : "Ott et al. bigram SVM .860", positive ? 0.89 : 0.86);
            yield return Chosen(which, reviews, positive, cancellation);
        }
    }

    private static BenchmarkRow Row(
        string method,
        OpinionSpamData[] reviews,
        TextFeaturesOptions features,
        Learn learn,
        double[] settings,
        string reference,
        double atLeast)
    {
        double right = 0;
        List<double> chosen = [];
        for (int fold = 1; fold <= 5; fold++)
        {
            OpinionSpamData[] training = Array.FindAll(reviews, r => r.Fold != fold);
            double best = settings.MaxBy(s => InnerAccuracy(training, fold, features, learn, s));
            chosen.Add(best);
            OpinionSpamData[] scored = Array.FindAll(reviews, r => r.Fold == fold);
            right += scored.Length * Accuracy(training, scored, features, learn, best);
        }

        return new BenchmarkRow(
            method, Metric, Math.Round(right) / reviews.Length, reference, atLeast,
            Settings: (features.Normalize ? "TF-IDF" : "counts") + " of words and pairs; chosen within each fold's " +
                "training part: "
                + string.Join(", ", chosen.Select(c => c.ToString(CultureInfo.InvariantCulture))));
    }

    /// <summary>The settings that anyone gets who leaves the choice to the library, chosen anew for each
    /// fold.</summary>
    private static BenchmarkRow Chosen(
        string which, OpinionSpamData[] reviews, bool positive, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        double right = 0;
        List<string> chosen = [];
        for (int fold = 1; fold <= 5; fold++)
        {
            OpinionSpamData[] training = Array.FindAll(reviews, r => r.Fold != fold);
            OpinionSpamData[] scored = Array.FindAll(reviews, r => r.Fold == fold);
            string[] texts = Array.ConvertAll(training, r => r.Text);
            TextClassifierOptions options = TextClassifierSelector.Choose(
                texts, Labels(training), 2, null, Array.ConvertAll(training, r => r.Fold), cancellation).Options;
            TextClassifier model = TextClassifier.Fit(
                texts, ClassTargets.FromLabels(Labels(training), 2), options, null, cancellation);
            right += scored.Length * CombinerSelector.Accuracy(
                model.Predict(Array.ConvertAll(scored, r => r.Text), 0, cancellation), Labels(scored));
            chosen.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"characters to {options.Features.CharacterNgramsTo}"
                + $"{(options.Classifier.WeighByLogOdds ? ", log odds" : "")}, "
                + $"penalty {options.Classifier.Regularization}"));
        }

        return new BenchmarkRow(
            $"chosen by the library, {which} reviews", Metric, Math.Round(right) / reviews.Length,
            positive ? "Ott et al. bigrams SVM .896" : "Ott et al. bigram SVM .860",
            Seconds: clock.Elapsed.TotalSeconds,
            Settings: $"by cross-validation within each fold's training part: {string.Join("; ", chosen)}");
    }

    private static double InnerAccuracy(
        OpinionSpamData[] training, int outer, TextFeaturesOptions features, Learn learn, double setting)
    {
        double sum = 0;
        for (int fold = 1; fold <= 5; fold++)
        {
            if (fold != outer)
            {
                sum += Accuracy(
                    Array.FindAll(training, r => r.Fold != fold),
                    Array.FindAll(training, r => r.Fold == fold),
                    features,
                    learn,
                    setting);
            }
        }

        return sum;
    }

    private static double Accuracy(
        OpinionSpamData[] training,
        OpinionSpamData[] scored,
        TextFeaturesOptions options,
        Learn learn,
        double setting)
    {
        TextFeatures features = TextFeatures.Fit(
            Array.ConvertAll(training, r => r.Text), options, out SparseMatrix rows);
        ClassTargets targets = ClassTargets.FromLabels(Labels(training), 2);
        DenseMatrix predicted = learn(
            rows, targets, features.Transform(Array.ConvertAll(scored, r => r.Text)), setting);
        return CombinerSelector.Accuracy(predicted, Labels(scored));
    }

    private static int[] Labels(OpinionSpamData[] reviews) => Array.ConvertAll(reviews, r => r.IsDeceptive ? 1 : 0);
}
