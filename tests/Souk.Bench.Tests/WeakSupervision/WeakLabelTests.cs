using Souk.Bench.Data;
using Souk.Learning.WeakSupervision;

namespace Souk.Bench.Tests.WeakSupervision;

public sealed class WeakLabelTests
{
    [Theory]
    [InlineData(true, 2, 0.87)]
    [InlineData(false, 6, 0.65)]
    public void Label_model_is_chosen_and_beats_the_vote(bool youtube, int classes, double atLeast)
    {
        string folder = PublicData.Require(youtube ? "wrench_youtube" : "wrench_trec");
        WeakLabelData Read(string part) =>
            youtube ? WeakLabelData.ReadYoutube(folder, part) : WeakLabelData.ReadTrec(folder, part);
        WeakLabelData gold = Read("valid");
        WeakLabelData test = Read("test");
        LabelVotes votes = LabelVotes.FromRows(Read("train").Votes, classes);
        LabelVotes testVotes = LabelVotes.FromRows(test.Votes, classes);
        CombinerChoice choice = CombinerSelector.Choose(
            votes, new GoldSample(LabelVotes.FromRows(gold.Votes, classes), gold.Labels), new LabelModelOptions());
        double chosen = CombinerSelector.Accuracy(choice.Chosen.Predict(testVotes), test.Labels);
        double majority = CombinerSelector.Accuracy(MajorityVote.Fit(votes).Predict(testVotes), test.Labels);
        Assert.True(choice.UsesLabelModel);
        Assert.True(chosen > majority && chosen >= atLeast, $"chosen {chosen}, majority {majority}");
    }
}
