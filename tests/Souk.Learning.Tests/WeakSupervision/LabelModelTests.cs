using Souk.Learning.Data;
using Souk.Learning.Numerics;
using Souk.Learning.Text;
using Souk.Learning.WeakSupervision;

namespace Souk.Learning.Tests.WeakSupervision;

public sealed class LabelModelTests
{
    [Fact]
    public void MajorityVote_shares_and_silence()
    {
        LabelVotes votes = LabelVotes.FromRows([[0, 0, 1], [-1, 1, -1], [-1, -1, -1]], 2);
        DenseMatrix p = MajorityVote.Fit(votes).Predict(votes);
        Assert.Equal(2 / 3.0, p.Row(0)[0], 1e-6);
        Assert.Equal(1, p.Row(1)[1]);
        Assert.Equal(0.5, p.Row(2)[0], 1e-6);
        DenseMatrix known = MajorityVote.Fit(votes, [0.9, 0.1]).Predict(votes);
        Assert.Equal(0.9, known.Row(2)[0], 1e-6);
    }

    [Fact]
    public void Fit_finds_which_functions_are_good()
    {
        (LabelVotes votes, int[] labels) = Made([0.95, 0.9, 0.85, 0.6, 0.6, 0.55], 0.6, 12_000, 1);
        LabelModel model = LabelModel.Fit(votes, new LabelModelOptions());
        Assert.Equal(0.95, model.Accuracy(0), 0.05);
        Assert.Equal(0.55, model.Accuracy(5), 0.08);
        double own = CombinerSelector.Accuracy(model.Predict(votes), labels);
        double majority = CombinerSelector.Accuracy(MajorityVote.Fit(votes).Predict(votes), labels);
        Assert.True(own > majority + 0.02, $"label model {own}, majority {majority}");
    }

    [Fact]
    public void Fit_functions_of_one_class_each_does_not_collapse()
    {
        (LabelVotes votes, int[] labels) = Made([0.9, 0.85, 0.8, 0.9, 0.85, 0.8], 0.3, 3000, 2, oneClassEach: true);
        LabelModel model = LabelModel.Fit(votes, new LabelModelOptions());
        Assert.InRange(model.Balance[0], 0.3, 0.7);
        int[] covered = [.. Enumerable.Range(0, votes.Rows).Where(votes.IsCovered)];
        double accuracy = CombinerSelector.Accuracy(
            model.Predict(votes).SelectRows(covered), [.. covered.Select(r => labels[r])]);
        Assert.True(accuracy > 0.8, $"accuracy {accuracy}");
    }

    [Fact]
    public void Predict_equals_Bayes_rule()
    {
        (LabelVotes votes, _) = Made([0.9, 0.8, 0.7], 0.5, 500, 3);
        LabelModel model = LabelModel.Fit(votes, new LabelModelOptions());
        LabelVotes one = LabelVotes.FromRows([[0, -1, 1]], 2);
        double zero = model.Balance[0] * model.HitRate(0, 0) * model.FalseRate(2, 1);
        double other = model.Balance[1] * model.FalseRate(0, 0) * model.HitRate(2, 1);
        Assert.Equal(zero / (zero + other), model.Predict(one).Row(0)[0], 1e-6);
    }

    [Fact]
    public void Load_gives_the_saved_model()
    {
        (LabelVotes votes, _) = Made([0.9, 0.8, 0.7], 0.5, 200, 4);
        LabelModel model = LabelModel.Fit(votes, new LabelModelOptions { SilentBalance = [0.8, 0.2] });
        using var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        Assert.Equal(model.Predict(votes).Values, LabelModel.Load(stream).Predict(votes).Values);
    }

    [Fact]
    public void Choose_takes_the_label_model_only_if_it_is_better_on_gold()
    {
        (LabelVotes votes, int[] labels) = Made([0.95, 0.9, 0.6, 0.55, 0.55, 0.55], 0.7, 2000, 5);
        CombinerChoice choice = CombinerSelector.Choose(votes, new GoldSample(votes, labels), new LabelModelOptions());
        Assert.True(choice.UsesLabelModel);
        Assert.True(choice.LabelModelAccuracy > choice.MajorityAccuracy);

        int[] contrary = [.. labels.Select(l => 1 - l)];
        var slight = new LabelModelOptions { GoldWeight = 1e-6 };
        CombinerChoice worse = CombinerSelector.Choose(votes, new GoldSample(votes, contrary), slight);
        Assert.False(worse.UsesLabelModel, $"{worse}");
        Assert.IsType<MajorityVote>(worse.Chosen);
    }

    [Fact]
    public void Fit_with_gold_believes_it_against_the_other_functions()
    {
        // Two functions copy each other and are mostly wrong; without gold they outvote the good one.
        (LabelVotes votes, int[] labels) = Made([0.95, 0.3, 0.3, 0.3], 1, 1500, 7);
        (LabelVotes goldVotes, int[] goldLabels) = Made([0.95, 0.3, 0.3, 0.3], 1, 100, 8);
        var gold = new GoldSample(goldVotes, goldLabels);
        var options = new LabelModelOptions();
        LabelModel blind = LabelModel.Fit(votes, options);
        LabelModel sighted = LabelModel.Fit(votes, options with { GoldWeight = 100 }, gold);
        Assert.True(sighted.Accuracy(1) < 0.45, $"{sighted.Accuracy(1)}");
        double before = CombinerSelector.Accuracy(blind.Predict(votes), labels);
        double after = CombinerSelector.Accuracy(sighted.Predict(votes), labels);
        Assert.True(after > before + 0.2 && after > 0.9, $"with gold {after}, without {before}");
    }

    [Fact]
    public void Fit_gold_rows_alone_give_their_own_shares()
    {
        LabelVotes votes = LabelVotes.FromRows([[0, 1]], 2);
        LabelVotes goldVotes = LabelVotes.FromRows([[0, 0], [0, 1], [1, 1], [0, 1], [1, -1]], 2);
        var gold = new GoldSample(goldVotes, [0, 0, 0, 1, 1]);
        var options = new LabelModelOptions { GoldWeight = 1_000, PriorVotes = 1e-9 };
        LabelModel model = LabelModel.Fit(votes, options, gold);
        Assert.Equal(3 / 5.0, model.Balance[0], 0.01);
        Assert.Equal(2 / 3.0, model.HitRate(0, 0), 0.01);
        Assert.Equal(1 / 2.0, model.FalseRate(0, 0), 0.01);
        Assert.Equal(1 / 2.0, model.HitRate(1, 1), 0.01);
        Assert.Equal(2 / 3.0, model.FalseRate(1, 1), 0.01);
    }

    [Fact]
    public void GoldSample_refuses_what_does_not_fit()
    {
        LabelVotes votes = LabelVotes.FromRows([[0, 1]], 2);
        Assert.Throws<ArgumentException>(() => new GoldSample(votes, []));
        Assert.Throws<ArgumentException>(() => new GoldSample(votes, [2]));
        var other = new GoldSample(LabelVotes.FromRows([[0]], 2), [0]);
        Assert.Throws<ArgumentException>(() => LabelModel.Fit(votes, new LabelModelOptions(), other));
    }

    [Fact]
    public void Choose_without_gold_keeps_the_vote()
    {
        (LabelVotes votes, _) = Made([0.9, 0.8, 0.7], 0.5, 50, 6);
        LabelVotes none = LabelVotes.FromRows([], 2);
        Assert.False(CombinerSelector.Choose(votes, new GoldSample(none, []), new LabelModelOptions()).UsesLabelModel);
    }

    [Fact]
    public void Accuracy_counts_ties_in_part()
    {
        var p = DenseMatrix.FromValues(3, 2, [0.5f, 0.5f, 0.9f, 0.1f, 0.2f, 0.8f]);
        Assert.Equal(0.5, CombinerSelector.Accuracy(p, [0, 1, 1]), 1e-12);
    }

    [Fact]
    public void EndModel_learns_texts_that_no_function_speaks_about()
    {
        string[] spam =
        [
            "buy cheap watches now", "cheap watches for sale", "watches cheap buy", "sale cheap offer now",
        ];
        string[] ham =
        [
            "lovely song thank you", "this song is lovely", "thank you for the song", "lovely voice and song",
        ];
        List<string> texts = [];
        List<int[]> votes = [];
        for (int i = 0; i < 40; i++)
        {
            bool isSpam = i % 2 == 0;
            texts.Add((isSpam ? spam : ham)[i / 2 % 4]);
            votes.Add([isSpam && texts[i].Contains("buy", StringComparison.Ordinal) ? 1 : -1,
                !isSpam && texts[i].Contains("thank", StringComparison.Ordinal) ? 0 : -1]);
        }

        LabelVotes labelVotes = LabelVotes.FromRows(votes, 2);
        TextClassifier model = EndModel.Fit(
            texts,
            labelVotes,
            MajorityVote.Fit(labelVotes),
            new EndModelOptions(),
            null,
            TestContext.Current.CancellationToken);
        DenseMatrix predicted = model.Predict([spam[3], ham[3]], 0, TestContext.Current.CancellationToken);
        Assert.True(predicted.Row(0)[1] > 0.5);
        Assert.True(predicted.Row(1)[0] > 0.5);
    }

    [Fact]
    public void FromRows_refuses_what_is_no_vote()
    {
        Assert.Throws<ArgumentException>(() => LabelVotes.FromRows([[0, 2]], 2));
        Assert.Throws<ArgumentException>(() => LabelVotes.FromRows([[0, 1], [0]], 2));
        Assert.Throws<ArgumentException>(() => LabelModel.Fit(LabelVotes.FromRows([], 2), new LabelModelOptions()));
        Assert.Throws<ArgumentException>(
            () => LabelModel.Fit(LabelVotes.FromRows([[0]], 2), new LabelModelOptions { Balance = [0.5, 0.6] }));
    }

    private static (LabelVotes Votes, int[] Labels) Made(
        double[] accuracies, double coverage, int rows, ulong seed, bool oneClassEach = false)
    {
        var random = new SeededRandom(seed);
        int[] labels = new int[rows];
        int[][] votes = new int[rows][];
        for (int r = 0; r < rows; r++)
        {
            labels[r] = random.Next(2);
            votes[r] = new int[accuracies.Length];
            for (int f = 0; f < accuracies.Length; f++)
            {
                // A function of one class speaks at all as often when right as its accuracy says.
                bool right = random.NextDouble() < accuracies[f];
                int vote = right ? labels[r] : 1 - labels[r];
                bool speaks = random.NextDouble() < coverage && (!oneClassEach || vote == f % 2);
                votes[r][f] = speaks ? vote : LabelVotes.Abstain;
            }
        }

        return (LabelVotes.FromRows(votes, 2), labels);
    }
}
