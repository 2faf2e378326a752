using Souk.Learning.Text;

namespace Souk.Learning.Tests.Text;

public sealed class TextClassifierSelectorTests
{
    private static readonly string[] Texts =
    [
        "fridge freezer white", "mobile phone 64gb", "tall fridge steel", "smart phone black", "fridge with freezer",
        "phone 128gb blue", "white fridge", "phone dual sim", "fridge small", "phone large",
    ];

    private static readonly int[] Labels = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Choose_takes_the_settings_that_find_held_out_texts()
    {
        // No sequence is in a hundred of ten texts, so nothing tells them apart.
        var blind = new TextClassifierOptions { Features = new TextFeaturesOptions { MinimumTexts = 100 } };
        var seeing = new TextClassifierOptions();
        TextClassifierChoice choice = TextClassifierSelector.Choose(Texts, Labels, 2, [blind, seeing], null, Cancel);
        Assert.Same(seeing, choice.Options);
        Assert.Equal(1, choice.Accuracy);
        Assert.Equal(2, choice.Candidates);
    }

    [Fact]
    public void Choose_of_equals_takes_the_first()
    {
        var first = new TextClassifierOptions();
        var second = new TextClassifierOptions();
        Assert.Same(
            first, TextClassifierSelector.Choose(Texts, Labels, 2, [first, second], null, Cancel).Options);
    }

    [Fact]
    public void Choose_never_learns_from_the_part_it_judges()
    {
        // Every class is a part of its own, so the others know nothing of it and no text can be found.
        TextClassifierChoice choice = TextClassifierSelector.Choose(Texts, Labels, 2, null, Labels, Cancel);
        Assert.Equal(0, choice.Accuracy);
    }

    [Fact]
    public void Choose_refuses_what_does_not_fit()
    {
        Assert.Throws<ArgumentException>(() => TextClassifierSelector.Choose(Texts, [0, 1], 2, null, null, Cancel));
        Assert.Throws<ArgumentException>(() => TextClassifierSelector.Choose(Texts, Labels, 2, [], null, Cancel));
        Assert.Throws<ArgumentException>(
            () => TextClassifierSelector.Choose(Texts, Labels, 2, null, new int[Texts.Length], Cancel));
    }
}
