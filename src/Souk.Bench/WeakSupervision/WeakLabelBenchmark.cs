using System.Diagnostics;
using System.Globalization;
using Souk.Bench.Data;
using Souk.Learning.WeakSupervision;

namespace Souk.Bench.WeakSupervision;

/// <summary>Majority vote, label model and end model on two WRENCH sets. Votes of the training part are learnt from;
/// the validation part is the gold sample that chooses between vote and label model, and the settings of the
/// end model.</summary>
public sealed class WeakLabelBenchmark : ILearningBenchmark
{
    /// <inheritdoc/>
    public string Name => "weak-labels";

    /// <inheritdoc/>
    public string? DataSet => "wrench_youtube";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation) =>
        RunSet(
            "YouTube", 2, part => WeakLabelData.ReadYoutube(dataFolder, part), "Snorkel .860", (0.876, 0.9),
            "Snorkel .944", (0.944, 0.955), cancellation)
        .Concat(RunSet(
            "TREC", 6, part => WeakLabelData.ReadTrec(dataFolder, part), "majority vote .611",
            (0.611, double.NaN), "softmax on votes .642", (0.642, 0.68), cancellation));

    private static IEnumerable<BenchmarkRow> RunSet(
        string set,
        int classes,
        Func<string, WeakLabelData> read,
        string votesReference,
        (double AtLeast, double Aim) votesMarks,
        string endReference,
        (double AtLeast, double Aim) endMarks,
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
            CombinerSelector.Accuracy(choice.Chosen.Predict(testVotes), test.Labels), votesReference,
            votesMarks.AtLeast, true, clock.Elapsed.TotalSeconds,
            string.Create(
                CultureInfo.InvariantCulture,
                $"defaults; gold accuracy {choice.LabelModelAccuracy:F3} against vote {choice.MajorityAccuracy:F3}"))
        {
            Aim = votesMarks.Aim,
        };
        int[] covered = [.. Enumerable.Range(0, testVotes.Rows).Where(testVotes.IsCovered)];
        yield return new BenchmarkRow(
            $"{set}, chosen, rows with a vote", "test accuracy",
            CombinerSelector.Accuracy(
                choice.Chosen.Predict(testVotes).SelectRows(covered), [.. covered.Select(r => test.Labels[r])]));
        clock.Restart();
        EndModelChoice end = EndModelSelector.Choose(
            training.Texts, votes, choice.Chosen, gold.Texts, gold.Labels, null, cancellation);
        yield return new BenchmarkRow(
            $"{set}, end model", "test accuracy",
            CombinerSelector.Accuracy(end.Model.Predict(test.Texts, 0, cancellation), test.Labels), endReference,
            endMarks.AtLeast,
            true, clock.Elapsed.TotalSeconds,
            string.Create(
                CultureInfo.InvariantCulture,
                $"one of {end.Candidates} by gold accuracy ({end.GoldAccuracy:F3}): {end.Options.Rounds} rounds, "
                + $"characters to {end.Options.Features.CharacterNgramsTo}, "
                + $"penalty {end.Options.Classifier.Regularization}"))
        {
            Aim = endMarks.Aim,
        };
    }
}
