using System.Diagnostics;
using System.Globalization;
using Souk.Bench.Data;
using Souk.Learning.Text;
using Souk.Learning.WeakSupervision;

namespace Souk.Bench.WeakSupervision;

/// <summary>Majority vote, label model and end model on two WRENCH sets. Votes of the training part are learnt from;
/// the validation part is the gold sample that chooses between vote and label model, and the penalty of the end
/// model.</summary>
public sealed class WeakLabelBenchmark : ILearningBenchmark
{
    private static readonly double[] Penalties = [0.1, 0.3, 1];

    /// <inheritdoc/>
    public string Name => "weak-labels";

    /// <inheritdoc/>
    public string? DataSet => "wrench_youtube";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation) =>
        RunSet(
            "YouTube", 2, part => WeakLabelData.ReadYoutube(dataFolder, part), "Snorkel 86.0", 0.876, "Snorkel 94.4",
            0.944,
            cancellation)
        .Concat(RunSet(
            "TREC", 6, part => WeakLabelData.ReadTrec(dataFolder, part), "majority vote .611", 0.611,
            "softmax on votes .642", 0.642, cancellation));

    private static IEnumerable<BenchmarkRow> RunSet(
        string set,
        int classes,
        Func<string, WeakLabelData> read,
        string votesReference,
        double votesAtLeast,
        string endReference,
        double endAtLeast,
        CancellationToken cancellation)
    {
        (WeakLabelData training, WeakLabelData gold, WeakLabelData test) = (read("train"), read("valid"), read("test"));
        LabelVotes votes = LabelVotes.FromRows(training.Votes, classes);
        LabelVotes goldVotes = LabelVotes.FromRows(gold.Votes, classes);
        LabelVotes testVotes = LabelVotes.FromRows(test.Votes, classes);
        var clock = Stopwatch.StartNew();
        CombinerChoice choice = CombinerSelector.Choose(
            votes, new GoldSample(goldVotes, gold.Labels), new LabelModelOptions());
        yield return new BenchmarkRow(
            $"{set}, majority vote", "test accuracy",
            CombinerSelector.Accuracy(MajorityVote.Fit(votes).Predict(testVotes), test.Labels));
        yield return new BenchmarkRow(
            $"{set}, chosen: {(choice.UsesLabelModel ? "label model" : "majority vote")}", "test accuracy",
            CombinerSelector.Accuracy(choice.Chosen.Predict(testVotes), test.Labels), votesReference, votesAtLeast,
            true,
            clock.Elapsed.TotalSeconds,
            string.Create(
                CultureInfo.InvariantCulture,
                $"defaults; gold accuracy {choice.LabelModelAccuracy:F3} against vote {choice.MajorityAccuracy:F3}"));
        int[] covered = [.. Enumerable.Range(0, testVotes.Rows).Where(testVotes.IsCovered)];
        yield return new BenchmarkRow(
            $"{set}, chosen, rows with a vote", "test accuracy",
            CombinerSelector.Accuracy(
                choice.Chosen.Predict(testVotes).SelectRows(covered), [.. covered.Select(r => test.Labels[r])]));
        clock.Restart();
        (TextClassifier model, double penalty) = BestOnGold(training, votes, choice.Chosen, gold, cancellation);
        yield return new BenchmarkRow(
            $"{set}, end model", "test accuracy",
            CombinerSelector.Accuracy(model.Predict(test.Texts, 0, cancellation), test.Labels), endReference,
            endAtLeast,
            true, clock.Elapsed.TotalSeconds,
            string.Create(CultureInfo.InvariantCulture, $"penalty {penalty} of {Penalties.Length} chosen on gold"));
    }

    private static (TextClassifier Model, double Penalty) BestOnGold(
        WeakLabelData training, LabelVotes votes, ILabelCombiner combiner, WeakLabelData gold,
        CancellationToken cancellation)
    {
        (TextClassifier? Model, double Penalty, double Accuracy) best = (null, 0, -1);
        foreach (double penalty in Penalties)
        {
            var options = new EndModelOptions { Classifier = new SoftmaxOptions { Regularization = penalty } };
            TextClassifier model = EndModel.Fit(training.Texts, votes, combiner, options, null, cancellation);
            double accuracy = CombinerSelector.Accuracy(model.Predict(gold.Texts, 0, cancellation), gold.Labels);
            best = accuracy > best.Accuracy ? (model, penalty, accuracy) : best;
        }

        return (best.Model!, best.Penalty);
    }
}
