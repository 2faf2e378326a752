using Souk.Learning.Data;
using Souk.Learning.Text;

namespace Souk.Learning.Tests.Text;

public sealed class TextFeaturesTests
{
    private static readonly string[] Texts = ["red apple red", "green apple", "green pear tree"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Fit_weighs_by_the_formula()
    {
        TextFeatures model = TextFeatures.Fit(
            Texts, new TextFeaturesOptions { WordNgrams = 1 }, out SparseMatrix rows, Cancel);
        Assert.Equal(5, model.Count);
        double red = (1 + Math.Log(2)) * (1 + Math.Log(4.0 / 2));
        double apple = 1 + Math.Log(4.0 / 3);
        double length = Math.Sqrt((red * red) + (apple * apple));
        IReadOnlyList<TextTerm> terms = model.Terms(Texts[0]);
        Assert.Equal(["red", "apple", "red"], terms.Select(t => t.Text));
        Assert.Equal(red / length, Value(rows, 0, terms[0].Feature), 1e-6);
        Assert.Equal(apple / length, Value(rows, 0, terms[1].Feature), 1e-6);
    }

    [Fact]
    public void Transform_of_the_training_texts_equals_the_rows_of_the_fit()
    {
        var options = new TextFeaturesOptions { CharacterNgramsTo = 4 };
        TextFeatures model = TextFeatures.Fit(Texts, options, out SparseMatrix rows, Cancel);
        SparseMatrix again = model.Transform(Texts, 3, Cancel);
        Assert.Equal(rows.RowStarts, again.RowStarts);
        Assert.Equal(rows.ColumnIndices, again.ColumnIndices);
        Assert.Equal(rows.Values, again.Values);
    }

    [Fact]
    public void Transform_leaves_out_what_was_not_seen()
    {
        TextFeatures model = TextFeatures.Fit(Texts, new TextFeaturesOptions(), out _, Cancel);
        Assert.Equal(0, model.Transform(["zebra", "", null!], 0, Cancel).Count);
    }

    [Fact]
    public void Fit_MinimumTexts_keeps_only_what_occurs_often()
    {
        var options = new TextFeaturesOptions { WordNgrams = 1, MinimumTexts = 2 };
        TextFeatures model = TextFeatures.Fit(Texts, options, out _, Cancel);
        Assert.Equal(
            ["green", "apple"], Texts.SelectMany(model.Terms).Select(t => t.Text).Distinct().Order().Reverse());
    }

    [Fact]
    public void Terms_holds_pairs_and_character_sequences()
    {
        var options = new TextFeaturesOptions { CharacterNgramsFrom = 5, CharacterNgramsTo = 5 };
        TextFeatures model = TextFeatures.Fit(Texts, options, out _, Cancel);
        string[] terms = [.. model.Terms("green apple").Select(t => t.Text)];
        Assert.Contains("green apple", terms);
        Assert.Contains("pple", terms);
        Assert.Contains("appl", terms);
    }

    [Fact]
    public void Load_gives_the_saved_model()
    {
        TextFeatures model = TextFeatures.Fit(Texts, new TextFeaturesOptions(), out SparseMatrix rows, Cancel);
        using var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        Assert.Equal(rows.Values, TextFeatures.Load(stream).Transform(Texts, 0, Cancel).Values);
    }

    [Fact]
    public void Fit_refuses_no_texts() =>
        Assert.Throws<ArgumentException>(() => TextFeatures.Fit([], new TextFeaturesOptions(), out _, Cancel));

    private static float Value(SparseMatrix rows, int row, int column) =>
        rows.RowValues(row)[rows.RowColumns(row).BinarySearch(column)];
}
