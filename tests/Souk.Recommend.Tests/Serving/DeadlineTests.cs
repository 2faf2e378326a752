using Souk.Core.Definition;
using Souk.Recommend.Models;
using Souk.Recommend.Recall;
using Souk.Recommend.Serving;
using Souk.Recommend.Tests.Models;

namespace Souk.Recommend.Tests.Serving;

public sealed class DeadlineTests : IDisposable
{
    private readonly Market _market = new();
    private readonly SteppingClock _clock = new();

    public void Dispose() => _market.Dispose();

    [Fact]
    public void ASlowSource_IsSkippedBeforeItMakesTheAnswerLate_AndAFastOneRuns()
    {
        RecallCounters counters = new();
        counters.AddTime(RecallSource.SessionNeighbours, TimeSpan.FromMilliseconds(50));
        counters.AddTime(RecallSource.Trending, TimeSpan.FromMilliseconds(2));
        RecallBudget budget = new(_clock, TimeSpan.FromMilliseconds(10));
        Assert.False(budget.Allows(RecallSource.SessionNeighbours, counters));
        Assert.True(budget.Allows(RecallSource.Trending, counters));
        Assert.True(budget.Allows(RecallSource.Repeat, counters));
        _clock.Now += TimeSpan.FromMilliseconds(9);
        Assert.False(budget.Allows(RecallSource.Trending, counters));
        Assert.False(budget.IsOver);
        _clock.Now += TimeSpan.FromMilliseconds(1);
        Assert.True(budget.IsOver);
        Assert.False(budget.Allows(RecallSource.Repeat, counters));
        RecallBudget fallback = budget.ForFallback();
        Assert.True(fallback.Allows(RecallSource.SessionNeighbours, counters));
        Assert.False(fallback.Allows(RecallSource.SessionNeighbours, counters));
    }

    [Fact]
    public void ASourceThatWasSlowOnce_IsTriedAgain()
    {
        RecallCounters counters = new();
        counters.AddTime(RecallSource.Factors, TimeSpan.FromMilliseconds(80));
        int refused = 0;
        while (!new RecallBudget(_clock, TimeSpan.FromMilliseconds(10)).Allows(RecallSource.Factors, counters))
        {
            refused++;
        }

        Assert.InRange(refused, 1, 100);
    }

    [Fact]
    public void WhatASourceUsuallyTakes_FollowsItsNewestTimes()
    {
        RecallCounters counters = new();
        for (int i = 0; i < 200; i++)
        {
            counters.AddTime(RecallSource.Factors, TimeSpan.FromMilliseconds(i < 100 ? 1 : 5));
        }

        Assert.InRange(counters.UsualOf(RecallSource.Factors).TotalMilliseconds, 4.9, 5);
    }

    [Fact]
    public async Task ATinyDeadline_LetsTheFirstSourcesIn_AndCountsTheOthers()
    {
        await _market.Submit(_market.View(1, "ann", "tent"), _market.View(2, "ann", "stove"));
        Recommender recommender = new(_market.Engine, _clock);
        _clock.StepOnRead = TimeSpan.FromMilliseconds(1);
        RecommendAnswer answer = Ask(recommender, TimeSpan.FromMilliseconds(12));
        Assert.True(answer.IsDegraded);
        Assert.InRange(answer.Skipped.Count, 1, 8);
        Assert.DoesNotContain(RecallSource.Neighbours, answer.Skipped);
        Assert.All(answer.Skipped, s => Assert.Equal(1, recommender.Counters.SkippedOf(s)));
        Assert.Equal((1, 1), (recommender.Counters.Answers, recommender.Counters.Degraded));
        Assert.NotEmpty(answer.Items);
        _clock.StepOnRead = TimeSpan.Zero;
        Assert.False(Ask(recommender, TimeSpan.FromSeconds(10)).IsDegraded);
        Assert.Equal((2, 1), (recommender.Counters.Answers, recommender.Counters.Degraded));
    }

    [Fact]
    public async Task WhenTheTimeIsUpAfterRecall_TheRankerIsLeftOut()
    {
        await _market.Submit(_market.View(1, "ann", "tent"), _market.View(2, "ann", "stove"));
        await _market.Engine.DirectAsync(
            RankerProjection.ModelDirective,
            RankerDirectives.Model(TrainedRankers.Preferring("item.views.30d", 1), "test"));
        Recommender recommender = new(_market.Engine, _clock);
        Assert.Equal(1, Ask(recommender, TimeSpan.FromMilliseconds(12)).ModelVersion);
        _clock.StepOnRead = TimeSpan.FromMilliseconds(1);
        RecommendAnswer late = Ask(recommender, TimeSpan.FromMilliseconds(12));
        Assert.Equal(0, late.ModelVersion);
        Assert.True(late.IsDegraded);
        Assert.NotEmpty(late.Items);
    }

    private static RecommendAnswer Ask(Recommender recommender, TimeSpan deadline)
    {
        RecommendAnswer? answer = recommender.Recommend(
            new RecommendRequest { Surface = "feed", Subject = "bob", Deadline = deadline },
            out RequestProblem? problem);
        Assert.Null(problem);
        return answer!;
    }

    /// <summary>A clock that goes on when it is told to, or by a step at each look.</summary>
    private sealed class SteppingClock : TimeProvider
    {
        internal TimeSpan Now { get; set; }

        internal TimeSpan StepOnRead { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp()
        {
            Now += StepOnRead;
            return Now.Ticks;
        }
    }
}
