using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Souk.Learning.Anomaly;
using Souk.Learning.Clustering;
using Souk.Learning.Data;
using Souk.Learning.Linear;
using Souk.Learning.Numerics;
using Souk.Learning.Text;

namespace Souk.Bench.Unsupervised;

/// <summary>Isolation forest, k-means, TF-IDF and logistic regression beside scikit-learn on the same made data, in the
/// same run.</summary>
public sealed class UnsupervisedSpeedBenchmark : ILearningBenchmark
{
    private const int Rows = 100_000;
    private const int Columns = 20;
    private const int Clusters = 50;
    private const int Iterations = 20;
    private const int Texts = 50_000;
    private const int WordsPerText = 20;
    private const int Vocabulary = 30_000;
    private const int Repeats = 3;

    /// <inheritdoc/>
    public string Name => "unsupervised-speed";

    /// <inheritdoc/>
    public BenchmarkKind Kind => BenchmarkKind.Speed;

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        DenseMatrix data = MadeRows();
        float[] labels = MadeLabels(data);
        string[] texts = MadeTexts();
        IReadOnlyDictionary<string, double>? rival = Rival(data, labels, texts);
        yield return Row(
            "isolation forest, 100 trees, fit and score", rival, "forest",
            Best(() => IsolationForest.Fit(data, new IsolationForestOptions(), null, cancellation)
                .Score(data, 0, cancellation)),
            $"{Rows} rows of {Columns} columns");
        var options = new KMeansOptions
        {
            Clusters = Clusters,
            Starts = 1,
            MaximumIterations = Iterations,
            Tolerance = 0,
        };
        yield return Row(
            $"k-means, {Clusters} clusters, {Iterations} rounds", rival, "kmeans",
            Best(() => KMeans.Fit(data, options, null, cancellation)),
            $"{Rows} rows of {Columns} columns, one k-means++ start");
        yield return Row(
            "TF-IDF of words and pairs", rival, "tfidf",
            Best(() => TextFeatures.Fit(texts, new TextFeaturesOptions(), out _, cancellation)),
            $"{Texts} texts of {WordsPerText} words");
        var table = new LabelledTable(FeatureTable.FromRows(data.Values, Columns), new TrainingTargets(labels));
        var penalised = new LogisticRegressionOptions { L2 = 1, Standardize = false };
        yield return Row(
            "logistic regression, L-BFGS", rival, "logistic",
            Best(() => LogisticRegression.Fit(table, penalised, null, cancellation)),
            $"{Rows} rows of {Columns} columns, L2 1, each at its default tolerance");
    }

    private static BenchmarkRow Row(
        string method, IReadOnlyDictionary<string, double>? rival, string name, double seconds, string settings)
    {
        string? reference = rival is null
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"scikit-learn {rival[name]:F3}");
        return new BenchmarkRow(
            method, "s", seconds, reference, rival is null ? double.NaN : rival[name] / 2, false, seconds,
            $"{settings}; best of {Repeats}; at least twice as fast");
    }

    private static double Best(Action work)
    {
        double best = double.PositiveInfinity;
        for (int i = 0; i < Repeats; i++)
        {
            var clock = Stopwatch.StartNew();
            work();
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }

        return best;
    }

    private static DenseMatrix MadeRows()
    {
        var random = new SeededRandom(5);
        float[] centres = new float[Clusters * Columns];
        foreach (ref float value in centres.AsSpan())
        {
            value = 3 * (float)random.NextGaussian();
        }

        var data = new DenseMatrix(Rows, Columns);
        for (int r = 0; r < Rows; r++)
        {
            int centre = random.Next(Clusters) * Columns;
            for (int c = 0; c < Columns; c++)
            {
                data.Row(r)[c] = centres[centre + c] + (float)random.NextGaussian();
            }
        }

        return data;
    }

    /// <summary>A class for each row that its numbers make more or less likely.</summary>
    private static float[] MadeLabels(DenseMatrix data)
    {
        var random = new SeededRandom(8);
        double[] weights = [.. Enumerable.Range(0, Columns).Select(_ => random.NextGaussian() / 10)];
        float[] labels = new float[Rows];
        for (int r = 0; r < Rows; r++)
        {
            double logOdds = 0;
            for (int c = 0; c < Columns; c++)
            {
                logOdds += weights[c] * data.Row(r)[c];
            }

            labels[r] = random.NextDouble() < 1 / (1 + Math.Exp(-logOdds)) ? 1 : 0;
        }

        return labels;
    }

    private static string[] MadeTexts()
    {
        var random = new SeededRandom(6);
        string[] texts = new string[Texts];
        var text = new StringBuilder();
        for (int t = 0; t < Texts; t++)
        {
            text.Clear();
            for (int w = 0; w < WordsPerText; w++)
            {
                // Squaring makes low numbers frequent, as words are.
                double u = random.NextDouble();
                text.Append("word").Append((int)(Vocabulary * u * u)).Append(' ');
            }

            texts[t] = text.ToString();
        }

        return texts;
    }

    private static IReadOnlyDictionary<string, double>? Rival(DenseMatrix data, float[] labels, string[] texts)
    {
        string folder = Directory.CreateTempSubdirectory("souk-bench-").FullName;
        try
        {
            string rows = Path.Combine(folder, "rows.f32");
            string classes = Path.Combine(folder, "labels.f32");
            string lines = Path.Combine(folder, "texts.txt");
            File.WriteAllBytes(rows, MemoryMarshal.AsBytes(data.Values.AsSpan()).ToArray());
            File.WriteAllBytes(classes, MemoryMarshal.AsBytes(labels.AsSpan()).ToArray());
            File.WriteAllLines(lines, texts);
            return RivalScript.Run(
                "unsupervised.py", rows, Columns.ToString(CultureInfo.InvariantCulture), lines,
                Clusters.ToString(CultureInfo.InvariantCulture), Iterations.ToString(CultureInfo.InvariantCulture),
                classes);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }
}
