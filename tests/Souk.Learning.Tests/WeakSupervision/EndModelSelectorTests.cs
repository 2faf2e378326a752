using Souk.Learning.Text;
using Souk.Learning.WeakSupervision;

namespace Souk.Learning.Tests.WeakSupervision;

public sealed class EndModelSelectorTests
{
    private static readonly string[] Texts =
    [
        "buy cheap pills", "cheap pills now", "lovely song", "what a song", "buy pills", "song of the year",
    ];

    private static readonly LabelVotes Votes = LabelVotes.FromRows([[1], [1], [0], [0], [-1], [-1]], 2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Choose_takes_what_is_best_on_gold()
    {
        var blind = new EndModelOptions { Features = new TextFeaturesOptions { MinimumTexts = 100 } };
        var seeing = new EndModelOptions();
        EndModelChoice choice = EndModelSelector.Choose(
            Texts, Votes, MajorityVote.Fit(Votes), ["pills", "song"], [1, 0], [blind, seeing], Cancel);
        Assert.Same(seeing, choice.Options);
        Assert.Equal(1, choice.GoldAccuracy);
        Assert.True(choice.Model.Predict(["cheap"], 0, Cancel).Row(0)[1] > 0.5);
    }

    [Fact]
    public void Choose_refuses_gold_that_does_not_fit() => Assert.Throws<ArgumentException>(() =>
        EndModelSelector.Choose(Texts, Votes, MajorityVote.Fit(Votes), ["pills"], [1, 0], null, Cancel));
}
