using Souk.Learning.Data;
using Souk.Learning.Text;

namespace Souk.Learning.Tests.Text;

public sealed class TextClassifierTests
{
    private static readonly string[] Texts =
    [
        "fridge freezer white", "tall fridge steel", "fridge with freezer", "mobile phone 64gb",
        "smart phone black", "phone 128gb blue",
    ];

    private static readonly ClassTargets Targets = ClassTargets.FromLabels([0, 0, 0, 1, 1, 1], 2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Predict_tells_the_classes_apart()
    {
        TextClassifier model = TextClassifier.Fit(Texts, Targets, new TextClassifierOptions(), null, Cancel);
        DenseMatrix predicted = model.Predict(["black fridge", "steel phone"], 0, Cancel);
        Assert.True(predicted.Row(0)[0] > 0.5);
        Assert.True(predicted.Row(1)[1] > 0.5);
    }

    [Fact]
    public void Explain_names_the_term_that_decides()
    {
        TextClassifier model = TextClassifier.Fit(Texts, Targets, new TextClassifierOptions(), null, Cancel);
        IReadOnlyList<TextEvidence> evidence = model.Explain("a fridge", 0);
        Assert.Equal("fridge", evidence[0].Term);
        Assert.True(evidence[0].Contribution > 0);
    }

    [Fact]
    public void Load_gives_the_saved_model()
    {
        TextClassifier model = TextClassifier.Fit(Texts, Targets, new TextClassifierOptions(), null, Cancel);
        using var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        Assert.Equal(
            model.Predict(Texts, 0, Cancel).Values, TextClassifier.Load(stream).Predict(Texts, 0, Cancel).Values);
    }

    [Fact]
    public void KeywordScorer_puts_the_groups_own_words_first()
    {
        string[] texts = [.. Enumerable.Repeat("the good fridge", 20), .. Enumerable.Repeat("the good phone", 20)];
        bool[] group = [.. Enumerable.Range(0, 40).Select(i => i < 20)];
        Keyword[] keywords = KeywordScorer.Score(texts, group, new KeywordOptions { WordNgrams = 1 });
        Assert.Equal("fridge", keywords[0].Term);
        Assert.Equal("phone", keywords[^1].Term);
        Keyword common = keywords.Single(k => k.Term == "the");
        Assert.Equal(0, common.ZScore, 1e-9);
        Assert.Equal((20, 20), (common.CountInGroup, common.CountElsewhere));
    }

    [Fact]
    public void KeywordScorer_equals_the_formula()
    {
        string[] texts = ["x x y", "x y y y"];
        var options = new KeywordOptions { WordNgrams = 1, MinimumCount = 1, PriorWords = 10 };
        Keyword x = KeywordScorer.Score(texts, [true, false], options).Single(k => k.Term == "x");
        double prior = 10.0 * 3 / 7;
        double expected = Math.Log((2 + prior) / (3 + 10 - 2 - prior)) - Math.Log((1 + prior) / (4 + 10 - 1 - prior));
        Assert.Equal(expected, x.LogOddsRatio, 1e-12);
        Assert.Equal(expected / Math.Sqrt((1 / (2 + prior)) + (1 / (1 + prior))), x.ZScore, 1e-12);
    }
}
