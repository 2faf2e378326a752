using Souk.Core;
using Souk.Core.Definition;
using Souk.Learning.Numerics;
using Souk.Log;
using Souk.Recommend.Ranking;
using Souk.Recommend.Training;

namespace Souk.Recommend.Tests.Training;

public sealed class StagedRankerTests
{
    private static readonly string[] _names = ["a", "b", "noise", "more noise", FeatureNames.Place];

    [Theory]
    [InlineData(RankerKind.Logistic)]
    [InlineData(RankerKind.Trees)]
    public void WithManyLikings_TheChanceOfTheGoalIsLearnedInTwoStages_Better(RankerKind kind)
    {
        RankRows rows = Make(3_000, seed: 1, hasLikings: true, out List<ShownRequest> requests);
        RankRows blind = Make(3_000, seed: 1, hasLikings: false, out _);
        RankModel staged = Fit(kind, rows, requests);
        RankModel single = Fit(kind, blind, requests);
        Assert.IsType<StagedRanker>(staged);
        Assert.IsNotType<StagedRanker>(single);
        Assert.True(Distance(rows, requests, staged) < Distance(rows, requests, single));
        RankSplit split = RankSplit.Of(rows, requests, Duration.Zero);
        double[] chances = RankJudge.Chances(rows, split.JudgeFrom, rows.Count, staged);
        Assert.InRange(chances.Sum() / rows.Labels(split.JudgeFrom, rows.Count).Sum(), 0.75, 1.3);
    }

    [Fact]
    public void ARankerInStages_SurvivesItsFile_AndNamesWhatMovedIt()
    {
        RankRows rows = Make(1_000, seed: 2, hasLikings: true, out List<ShownRequest> requests);
        RankModel model = Fit(RankerKind.Logistic, rows, requests);
        RankModel again = RankModel.FromBytes(model.ToBytes());
        Assert.IsType<StagedRanker>(again);
        Assert.Equal(RankerKind.Logistic, again.Kind);
        float[] row = [0.99f, 0.5f, 0.5f, 0.5f, 1];
        Assert.Equal(model.Probability(row), again.Probability(row));
        Assert.Equal("a", again.Strongest(row, 1)[0].Name);
    }

    [Fact]
    public void ADamagedFile_IsRefusedAtEveryByte()
    {
        RankRows rows = Make(1_000, seed: 3, hasLikings: true, out List<ShownRequest> requests);
        byte[] bytes = Fit(RankerKind.Logistic, rows, requests).ToBytes();
        for (int i = 0; i < bytes.Length; i += 11)
        {
            Assert.Throws<InvalidDataException>(() => RankModel.FromBytes(bytes[..i]));
            byte[] damaged = [.. bytes];
            damaged[i] ^= 0x40;
            Assert.ThrowsAny<InvalidDataException>(() => RankModel.FromBytes(damaged));
        }
    }

    private static RankModel Fit(RankerKind kind, RankRows rows, List<ShownRequest> requests) => RankerFit.Fit(
        kind, rows, RankSplit.Of(rows, requests, Duration.Zero), new RankTrainingOptions(), CancellationToken.None);

    private static double Likes(ReadOnlySpan<float> row) => 1 / (1 + Math.Exp(3 - (4 * row[0])));

    private static double Reaches(ReadOnlySpan<float> row) => 0.05 + (0.2 * row[1]);

    // The mean square of what a chance is off by, in logarithms.
    private static double Distance(RankRows rows, List<ShownRequest> requests, RankModel model)
    {
        int from = RankSplit.Of(rows, requests, Duration.Zero).JudgeFrom;
        double[] chances = RankJudge.Chances(rows, from, rows.Count, model);
        return Enumerable.Range(from, chances.Length).Average(r =>
        {
            ReadOnlySpan<float> row = rows.Values(r, r + 1);
            return Math.Pow(Math.Log(chances[r - from] / (Likes(row) * Reaches(row))), 2);
        });
    }

    private static RankRows Make(int requests, ulong seed, bool hasLikings, out List<ShownRequest> all)
    {
        SeededRandom random = new(seed);
        RankRows rows = new(_names);
        all = [];
        for (int i = 0; i < requests; i++)
        {
            ShownRequest request = new((ulong)i, (ulong)i, new LogPosition(i + 1), i * 1_000_000L, $"s{i % 50}");
            all.Add(request);
            rows.BeginRequest(request);
            for (int place = 1; place <= 5; place++)
            {
                float[] row =
                [
                    (float)random.NextDouble(), (float)random.NextDouble(), (float)random.NextDouble(),
                    (float)random.NextDouble(), place,
                ];
                bool isLiked = random.NextDouble() < Likes(row);
                bool isGoal = random.NextDouble() < Reaches(row) && isLiked;
                rows.Add(
                    row,
                    new RankRow($"i{place}", isGoal, hasLikings ? isLiked : isGoal, isGoal ? 10 : 0, 10, 0, 1));
            }
        }

        return rows;
    }
}
