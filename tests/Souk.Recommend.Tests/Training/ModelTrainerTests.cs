using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Learning.Numerics;
using Souk.Recommend.Models;
using Souk.Recommend.Serving;
using Souk.Recommend.Training;

namespace Souk.Recommend.Tests.Training;

public sealed class ModelTrainerTests : IDisposable
{
    private const int PageSeconds = 4000;
    private readonly Market _market = new();
    private readonly HashSet<string> _cheap = [];

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
        Assert.All(ranked, i => Assert.Contains(i.Id, _cheap));
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

    // Forty objects; all are looked at alike, and those that are cheap at the time are bought: recall cannot know.
    private async Task Sell(int pages)
    {
        SeededRandom random = new(11);
        List<string> events = [];
        for (int page = 0; page < pages; page++)
        {
            int second = 10 + (page * PageSeconds);
            if (page % 10 == 0)
            {
                Reprice(events, second - 5, random.NextUInt64());
            }

            string shopper = $"s{random.Next(60)}";
            string request = $"r{page}";
            string[] shown =
                [.. Enumerable.Range(0, 40).OrderBy(_ => random.NextUInt64()).Take(6).Select(i => $"i{i}")];
            events.AddRange(shown.Select((item, at) => _market.ShownBy(second, shopper, item, request, at + 1)));
            events.AddRange(
                shown.Where(_ => random.Next(3) == 0).Select(item => _market.View(second + 10, shopper, item)));
            foreach (string item in shown.Where(i => _cheap.Contains(i) && random.Next(2) == 0))
            {
                events.Add(_market.Buy(second + 60, shopper, item));
            }
        }

        events.Add(_market.View((pages + 1) * PageSeconds, "s0", "i0"));
        await _market.Submit(events);
    }

    private void Reprice(List<string> events, int second, ulong seed)
    {
        SeededRandom random = new(seed);
        _cheap.Clear();
        for (int i = 0; i < 40; i++)
        {
            bool isCheap = random.Next(3) == 0;
            int price = (isCheap ? 5 : 50) + random.Next(10);
            string more = $$""" "category":"c{{i % 4}}","seller":"s{{i}}","title":"t{{i}}","price":"{{price}}" """;
            events.Add(_market.Listed(second, $"i{i}", more));
            if (isCheap)
            {
                _cheap.Add($"i{i}");
            }
        }
    }
}
