using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Learning.Numerics;
using Souk.Log;
using Souk.Recommend.Models;
using Souk.Recommend.Serving;
using Souk.Recommend.Training;

namespace Souk.Recommend.Tests.Training;

public sealed class ModelTrainerTests : IDisposable
{
    private readonly Market _market = new();
    private readonly CheapSales _sales;

    public ModelTrainerTests() => _sales = new CheapSales(_market);

    public void Dispose() => _market.Dispose();

    [Fact]
    public async Task ARankerThatBeatsRecall_IsPutInForce_AndServes()
    {
        await Sell(pages: 420);
        TrainedRanker trained = await Trainer().TrainAsync("feed", "test", Hourly, cancellation: Cancellation);
        Assert.Null(trained.Problem);
        Assert.Null(trained.WhyNot);
        Assert.Equal(1, trained.Version);
        RankFigures figures = trained.Figures!;
        Assert.True(figures.ValueNdcg > figures.RecallNdcg);
        Assert.True(figures.NdcgGain.Lower > 0);
        Assert.InRange(figures.Calibration, 0.6, 1.6);
        RecommendAnswer answer = _market.Recommender.Recommend(
            new RecommendRequest { Surface = "feed", Subject = "new", Explain = true, Count = 5 }, out _)!;
        Assert.Equal(1, answer.ModelVersion);

        Recommendation[] ranked = [.. answer.Items.Where(i => i.Rank > 0)];
        Assert.NotEmpty(ranked);
        Assert.All(ranked, i => Assert.Contains(i.Id, _sales.Cheap));
        Assert.Contains(answer.Items[0].Reasons, r => r.Contains("its chance", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatIsNotBetterThanTheRankerInForce_IsKeptAsACandidate()
    {
        await Sell(pages: 420);
        ModelTrainer trainer = Trainer();
        await trainer.TrainAsync("feed", "test", HourlyTrees, cancellation: Cancellation);
        TrainedRanker again = await trainer.TrainAsync("feed", "test", HourlyTrees, cancellation: Cancellation);
        Assert.Equal((2, 1), (again.Version, again.ComparedWith));
        Assert.StartsWith("not better than the ranker in force", again.WhyNot, StringComparison.Ordinal);
        RankerStatus status = trainer.Status().Single(s => s.Surface.Name == "feed");
        Assert.Equal(1, status.Rankers.InForce);
        Assert.Equal(2, status.Rankers.Versions.Count);
        Assert.Equal(2, status.Last!.Version);
    }

    [Fact]
    public async Task TooFewGoals_GiveNoModel_AndSaySo()
    {
        await Sell(pages: 20);
        TrainedRanker trained = await Trainer().TrainAsync("feed", "test", Hourly, cancellation: Cancellation);
        Assert.Equal(0, trained.Version);
        Assert.StartsWith("too little to learn from", trained.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatCameAfterTheLastPositionToLearnFrom_IsNotLearnedFrom()
    {
        await Sell(pages: 300);
        LogPosition last = _market.Engine.LastPosition;
        TrainedRanker before = await Trainer().TrainAsync("feed", "test", HourlyTrees, cancellation: Cancellation);
        using Market longer = new();
        await new CheapSales(longer).Sell(pages: 300);
        Assert.Equal(last, longer.Engine.LastPosition);
        await longer.Submit(
            Enumerable.Range(0, 200).Select(i => longer.Buy(2_000_000 + i, $"s{i % 60}", $"i{i % 40}")));
        TrainedRanker after = await new ModelTrainer(longer.Engine, longer.Recommender).TrainAsync(
            "feed", "test", HourlyTrees with { Through = last }, cancellation: Cancellation);
        Assert.Equal(last, after.TrainedTo);
        Assert.Equal((before.Requests, before.Rows, before.Goals), (after.Requests, after.Rows, after.Goals));
        Assert.Equal(before.Figures, after.Figures);
    }

    [Fact]
    public async Task WhatIsDue_IsTrainedOnce_UntilThereAreNewEvents()
    {
        await Sell(pages: 20);
        ModelTrainer trainer = Trainer();
        Assert.Equal(["feed", "top"], trainer.Due());
        await TrainingSchedule.TrainDueAsync(trainer, Cancellation);
        Assert.Empty(trainer.Due());
        await _market.Submit(_market.View(9_000_000, "s1", "i1"));
        Assert.Equal(["feed", "top"], trainer.Due());
    }

    [Fact]
    public async Task WhatCannotBeTrained_IsRefusedPrecisely()
    {
        ModelTrainer trainer = Trainer();
        ArgumentException unknown = await Assert.ThrowsAsync<ArgumentException>(
            () => trainer.TrainAsync("fed", "test"));
        Assert.Contains("did you mean 'feed'", unknown.Message, StringComparison.Ordinal);
        ArgumentException through = await Assert.ThrowsAsync<ArgumentException>(
            () => trainer.TrainAsync("similar", "test"));
        Assert.Contains("through a shopper", through.Message, StringComparison.Ordinal);
        RankerStatus similar = trainer.Status().Single(s => s.Surface.Name == "similar");
        Assert.Equal(through.Message, similar.WhyNotTrained);
    }

    [Fact]
    public async Task Drift_IsToldOnceEnoughWasServed()
    {
        ServedRows rows = new(["a", "b"]);
        SeededRandom random = new(3);
        for (int i = 0; i < ServedRows.Kept; i++)
        {
            rows.Add([(float)random.NextDouble(), (float)random.NextDouble()], 0.5);
        }

        Assert.Empty(rows.Shifts());
        for (int i = 0; i < 500; i++)
        {
            rows.Add([(float)random.NextDouble() + 2, (float)random.NextDouble()], 0.5);
        }

        var shifts = rows.Shifts();
        Assert.Equal(["a", "b", "score"], shifts.Select(s => s.Column).Order());
        Assert.Equal("a", shifts[0].Column);
        Assert.True(shifts[0].IsShifted);
        Assert.All(shifts.Skip(1), s => Assert.False(s.IsShifted));
        await Task.CompletedTask;
    }

    private static RankTrainingOptions Hourly { get; } = new() { Window = Duration.FromHours(1) };

    private static RankTrainingOptions HourlyTrees { get; } = Hourly with { Kind = RankerKind.Trees };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ModelTrainer Trainer() => new(_market.Engine, _market.Recommender);

    private Task Sell(int pages) => _sales.Sell(pages);
}
