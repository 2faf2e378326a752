using Souk.Learning.Data;
using Souk.Learning.Text;
using Souk.Learning.WeakSupervision;

namespace Souk.Learning.Tests.Persistence;

/// <summary>Models of texts and of votes on them.</summary>
internal static class GoldenTexts
{
    private static readonly string[] Texts =
        ["red apple", "green apple", "apple pie", "red car", "fast car", "car race", "green pear", "car park"];

    private static readonly ClassTargets Targets = ClassTargets.FromLabels([0, 0, 0, 1, 1, 1, 0, 1], 2);

    private static readonly LabelVotes Votes =
        LabelVotes.FromRows([[0, -1, 0], [0, 1, -1], [1, 1, -1], [-1, 1, 1], [0, 0, 1], [-1, -1, -1]], 2);

    public static GoldenCase[] Cases { get; } =
    [
        GoldenCase.Of(
            "naive-bayes",
            s => NaiveBayesClassifier.Fit(Rows(), Targets, new NaiveBayesOptions()).Save(s),
            NaiveBayesClassifier.Load,
            m => GoldenData.Numbers(m.Predict(Rows()).Values)),
        GoldenCase.Of(
            "softmax-classifier",
            s => SoftmaxClassifier.Fit(Rows(), Targets, new SoftmaxOptions()).Save(s),
            SoftmaxClassifier.Load,
            m => GoldenData.Numbers(m.Predict(Rows()).Values)),
        GoldenCase.Of(
            "text-features",
            s => TextFeatures.Fit(Texts, new TextFeaturesOptions(), out _).Save(s),
            TextFeatures.Load,
            m => GoldenData.Numbers(m.Transform(["red car park"]).Values)),
        GoldenCase.Of(
            "text-classifier",
            s => TextClassifier.Fit(Texts, Targets, new TextClassifierOptions()).Save(s),
            TextClassifier.Load,
            m => GoldenData.Numbers(m.Predict(["red pear", "race"]).Values)),
        GoldenCase.Of(
            "label-model",
            s => LabelModel.Fit(Votes, new LabelModelOptions { SilentBalance = [0.7, 0.3] }).Save(s),
            LabelModel.Load,
            m => GoldenData.Numbers(m.Predict(Votes).Values)),
    ];

    private static SparseMatrix Rows()
    {
        TextFeatures.Fit(Texts, new TextFeaturesOptions(), out SparseMatrix rows);
        return rows;
    }
}
