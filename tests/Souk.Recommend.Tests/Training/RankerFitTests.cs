using Souk.Core;
using Souk.Core.Definition;
using Souk.Learning.Numerics;
using Souk.Recommend.Ranking;
using Souk.Recommend.Training;

namespace Souk.Recommend.Tests.Training;

public sealed class RankerFitTests
{
    [Theory]
    [InlineData(RankerKind.Logistic)]
    [InlineData(RankerKind.Factorization)]
    [InlineData(RankerKind.Trees)]
    [InlineData(RankerKind.Deep)]
    [InlineData(RankerKind.Esmm)]
    public void ARanker_LearnsWhatMovesTheGoal_AndSurvivesItsFile(RankerKind kind)
    {
        RankRows rows = SyntheticRows.Make(2_000, 1, out List<ShownRequest> requests);
        RankSplit split = RankSplit.Of(rows, requests, Duration.Zero);
        RankModel model = RankerFit.Fit(kind, rows, split, new RankTrainingOptions(), CancellationToken.None);
        double[] chances = RankJudge.Chances(rows, split.JudgeFrom, rows.Count, model);
        double loss = RankJudge.LogLosses(rows, split.JudgeFrom, chances).Average();
        double[] best = [.. Enumerable.Range(split.JudgeFrom, chances.Length).Select(
            r => 1 / (1 + Math.Exp(-SyntheticRows.Logit(rows.Values(r, r + 1)))))];
        double right = RankJudge.LogLosses(rows, split.JudgeFrom, best).Average();
        double rate = rows.Labels(split.JudgeFrom, rows.Count).Average();
        double guess = -(rate * Math.Log(rate)) - ((1 - rate) * Math.Log(1 - rate));
        Assert.InRange((guess - loss) / (guess - right), 0.6, 1.1);
        Assert.InRange(chances.Sum() / (rate * chances.Length), 0.85, 1.15);
        RankModel again = RankModel.FromBytes(model.ToBytes());
        Assert.Equal(model.Names, again.Names);
        Assert.Equal(chances, RankJudge.Chances(rows, split.JudgeFrom, rows.Count, again));
    }

    [Theory]
    [InlineData(RankerKind.Logistic)]
    [InlineData(RankerKind.Factorization)]
    [InlineData(RankerKind.Trees)]
    [InlineData(RankerKind.Deep)]
    [InlineData(RankerKind.Esmm)]
    public void TheStrongestFeature_IsTheOneThatMatters(RankerKind kind)
    {
        RankRows rows = SyntheticRows.Make(1_500, 2, out List<ShownRequest> requests);
        RankModel model = RankerFit.Fit(
            kind, rows, RankSplit.Of(rows, requests, Duration.Zero), new RankTrainingOptions(), CancellationToken.None);
        (string name, double share) = model.Strongest([0.99f, 0.3f, 0.5f, 3], 1)[0];
        Assert.Equal("pair.together", name);
        Assert.True(share > 0);
    }

    [Fact]
    public void ADamagedFile_IsRefusedAtEveryByte()
    {
        RankRows rows = SyntheticRows.Make(400, 3, out List<ShownRequest> requests);
        RankModel model = RankerFit.Fit(
            RankerKind.Logistic, rows, RankSplit.Of(rows, requests, Duration.Zero), new RankTrainingOptions(),
            CancellationToken.None);
        byte[] bytes = model.ToBytes();
        for (int i = 0; i < bytes.Length; i += 7)
        {
            byte[] damaged = [.. bytes];
            damaged[i] ^= 0x40;
            Assert.Throws<InvalidDataException>(() => RankModel.FromBytes(damaged));
            Assert.Throws<InvalidDataException>(() => RankModel.FromBytes(bytes[..i]));
        }
    }

    [Fact]
    public void ChancesOfSampledRows_AreCorrected()
    {
        RankRows all = SyntheticRows.Make(4_000, 4, out List<ShownRequest> requests);
        RankRows some = new(SyntheticRows.Names);
        SeededRandom random = new(5);
        for (int request = 0; request < all.Requests; request++)
        {
            some.BeginRequest(all.RequestAt(request));
            for (int row = all.Start(request); row < all.Start(request + 1); row++)
            {
                if (all[row].IsGoal || random.NextDouble() < 0.2)
                {
                    some.Add(all.Values(row, row + 1), all[row]);
                }
            }
        }

        some.NegativeRate = 0.2;
        RankModel model = RankerFit.Fit(
            RankerKind.Logistic, some, RankSplit.Of(some, requests, Duration.Zero), new RankTrainingOptions(),
            CancellationToken.None);
        int from = RankSplit.Of(all, requests, Duration.Zero).JudgeFrom;
        double expected = RankJudge.Chances(all, from, all.Count, model).Sum();
        Assert.InRange(expected / all.Labels(from, all.Count).Sum(), 0.88, 1.12);
    }

    [Fact]
    public void ValueNdcg_IsTheGainsOfTheOrderOverThoseOfTheBest()
    {
        RankRows rows = new(["a", FeatureNames.Place]);
        ShownRequest request = new(1, 1, new Log.LogPosition(1), 0, "s");
        rows.BeginRequest(request);
        double[] values = [0, 30, 10];
        for (int i = 0; i < 3; i++)
        {
            rows.Add([i, 1], new RankRow($"i{i}", values[i] > 0, values[i] > 0, values[i], 1, 0, 1));
        }

        double ideal = 30 + (10 / Math.Log2(3));
        double[] worst = RankJudge.ValueNdcg(rows, 0, 3, [3, 1, 2]);
        Assert.Equal((10 / Math.Log2(3)) + 15, worst[0] * ideal, 9);
        Assert.Equal([1.0], RankJudge.ValueNdcg(rows, 0, 3, [0, 5, 4]));
    }

    [Fact]
    public void ARequestThatWasWorthMore_CountsMore()
    {
        RankRows rows = new(["a", FeatureNames.Place]);
        for (int page = 0; page < 2; page++)
        {
            rows.BeginRequest(new((ulong)page, 1, new Log.LogPosition(page + 1), page, "s"));
            for (int i = 0; i < 2; i++)
            {
                // The second object is the goal; 30 on the first page, 10 on the second.
                double value = i == 0 ? 0 : page == 0 ? 30 : 10;
                rows.Add([i, 1], new RankRow($"i{i}", value > 0, value > 0, value, 1, 0, 1));
            }
        }

        double second = 1 / Math.Log2(3);
        Assert.Equal((30 + (10 * second)) / 40, RankJudge.ValueNdcg(rows, 0, 4, [0, 1, 1, 0]).Average(), 9);
        Assert.Equal(((30 * second) + 10) / 40, RankJudge.ValueNdcg(rows, 0, 4, [1, 0, 0, 1]).Average(), 9);
    }

    [Fact]
    public void TheSplit_LeavesOutWhoseGoalsCouldFollowInTheNextSpan()
    {
        RankRows rows = SyntheticRows.Make(100, 6, out List<ShownRequest> requests, perRequest: 2);
        RankSplit split = RankSplit.Of(rows, requests, Duration.FromSeconds(5));
        Assert.Equal(new RankSplit(65 * 2, 70 * 2, 80 * 2, 85 * 2), split);
    }
}
