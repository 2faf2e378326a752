using System.Diagnostics;
using System.Globalization;
using Souk.Bench.Data;
using Souk.Learning.Numerics;
using Souk.Learning.Text;
using Souk.Learning.WeakSupervision;

namespace Souk.Bench.Text;

/// <summary>Product titles to ten categories, with a fifth held out at random within categories, and with a fifth of
/// the products held out. The features and the penalty are chosen on a tenth cut from the rest.</summary>
public sealed class TitleBenchmark : ILearningBenchmark
{
    private const int Tenths = 10;
    private const int TestTenths = 2;

    private static readonly TextFeaturesOptions[] FeatureChoices =
    [
        new(),
        new() { CharacterNgramsFrom = 2, CharacterNgramsTo = 5, HashBits = 22, MinimumTexts = 2 },
    ];

    private static readonly double[] Penalties = [0.01, 0.1];

    // Enough digits to compare settings.
    private const double ComparisonTolerance = 1e-3;

    /// <inheritdoc/>
    public string Name => "titles";

    /// <inheritdoc/>
    public string? DataSet => "pricerunner";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        PriceRunnerData data = PriceRunnerData.Read(dataFolder);
        yield return Row("titles at random", data, RandomTenths(data), 0.9547, 0.96, cancellation);
        yield return Row("products held out", data, ProductTenths(data), 0.9467, 0.955, cancellation);
    }

    private static BenchmarkRow Row(
        string name, PriceRunnerData data, int[] tenths, double reference, double aim, CancellationToken cancellation)
    {
        int[] all = [.. Enumerable.Range(0, tenths.Length)];
        int[] test = Array.FindAll(all, i => tenths[i] < TestTenths);
        int[] validation = Array.FindAll(all, i => tenths[i] == TestTenths);
        int[] training = Array.FindAll(all, i => tenths[i] > TestTenths);
        (TextClassifierOptions? Options, double Accuracy) best = (null, -1);
        foreach (TextFeaturesOptions features in FeatureChoices)
        {
            foreach (double penalty in Penalties)
            {
                var options = new TextClassifierOptions
                {
                    Features = features,
                    Classifier = new SoftmaxOptions { Regularization = penalty },
                };
                TextClassifierOptions compared = options with
                {
                    Classifier = options.Classifier with { Tolerance = ComparisonTolerance },
                };
                double accuracy = Accuracy(data, training, validation, compared, cancellation);
                best = accuracy > best.Accuracy ? (options, accuracy) : best;
            }
        }

        TextClassifierOptions chosen = best.Options!;
        var clock = Stopwatch.StartNew();
        double ours = Accuracy(data, [.. training, .. validation], test, chosen, cancellation);
        return new BenchmarkRow(
            "softmax, " + name, "test accuracy", ours,
            string.Create(CultureInfo.InvariantCulture, $"softmax of words and pairs {reference}"), reference, true,
            clock.Elapsed.TotalSeconds,
            string.Create(
                CultureInfo.InvariantCulture,
                $"chosen on validation ({best.Accuracy:F4}): characters to {chosen.Features.CharacterNgramsTo}, " +
                $"penalty {chosen.Classifier.Regularization}"))
        {
            Aim = aim,
        };
    }

    private static double Accuracy(
        PriceRunnerData data, int[] fitted, int[] scored, TextClassifierOptions options, CancellationToken cancellation)
    {
        ClassTargets targets = ClassTargets.FromLabels(
            Array.ConvertAll(fitted, i => data.Categories[i]), data.CategoryNames.Length);
        TextClassifier model = TextClassifier.Fit(
            Array.ConvertAll(fitted, i => data.Titles[i]), targets, options, null, cancellation);
        return CombinerSelector.Accuracy(
            model.Predict(Array.ConvertAll(scored, i => data.Titles[i]), 0, cancellation),
            Array.ConvertAll(scored, i => data.Categories[i]));
    }

    /// <summary>A number from 0 to 9 for every title, each as often as the others within a category.</summary>
    private static int[] RandomTenths(PriceRunnerData data)
    {
        int[] tenths = new int[data.Titles.Length];
        var random = new SeededRandom(42);
        for (int category = 0; category < data.CategoryNames.Length; category++)
        {
            int[] titles = [.. Enumerable.Range(0, tenths.Length).Where(i => data.Categories[i] == category)];
            random.Shuffle(titles.AsSpan());
            for (int i = 0; i < titles.Length; i++)
            {
                tenths[titles[i]] = i % Tenths;
            }
        }

        return tenths;
    }

    /// <summary>A number from 0 to 9 for every product, given to all its titles.</summary>
    private static int[] ProductTenths(PriceRunnerData data)
    {
        var random = new SeededRandom(42);
        var products = new Dictionary<int, int>();
        foreach (int product in data.Clusters.Distinct().Order())
        {
            products[product] = random.Next(Tenths);
        }

        return Array.ConvertAll(data.Clusters, c => products[c]);
    }
}
