using Souk.Core.Definition;
using Souk.Learning.Evaluation;
using Souk.Log;
using Souk.Recommend.Evaluation;
using Souk.Recommend.Tests.Training;

namespace Souk.Recommend.Tests.Evaluation;

public sealed class SurfaceEvaluationTests : IDisposable
{
    private const int Day = 86_400;

    private readonly Market _market = new();

    public void Dispose() => _market.Dispose();

    [Fact]
    public async Task A_visit_is_asked_about_before_its_first_event()
    {
        // Everybody buys i2 and some view i1; s9's visit alone counts, and its own events must not be known.
        List<string> events = [];
        for (int s = 1; s <= 5; s++)
        {
            events.Add(_market.View(s * 100, $"s{s}", s < 3 ? "i1" : "i2"));
            events.Add(_market.Buy((s * 100) + 1, $"s{s}", "i2", 30));
        }

        events.Add(_market.View(2 * Day, "s9", "i7"));
        events.Add(_market.Buy((2 * Day) + 60, "s9", "i7", 30));
        events.Add(_market.Buy((2 * Day) + 90, "s9", "i2", 10));
        await _market.Submit(events);

        EvaluationReport report = Evaluate(new EvaluationOptions { Surface = "top", From = At(Day) });

        Assert.Equal(1, report.Cases);
        Assert.Equal(1, report.NewSubjects);
        // The definition stands at position 1.
        Assert.Equal(12, report.First.Value);
        SystemFigures served = report.Of("served");
        Assert.Equal(0.5, served.Metrics["recall@20"].Value);
        Assert.Equal(1, served.Metrics["mrr@20"].Value);
        Assert.Equal(0.5, served.Segments["new subjects"].Value);
        Assert.Equal(1, served.Segments["head objects"].Value);
        Assert.Equal(0, served.Segments["tail objects"].Value);
        Assert.False(served.Segments.ContainsKey("returning subjects"));
        Assert.Equal(0, report.Of("baseline:last-viewed").Metrics["recall@20"].Value);
        Assert.Equal(0.5, report.Of("baseline:popular").Metrics["recall@20"].Value);
        Assert.Equal(0.5, report.Of("source:trending").Metrics["recall@20"].Value);
    }

    [Fact]
    public async Task By_event_each_change_of_object_is_a_case()
    {
        await _market.Submit(
            _market.View(0, "s1", "i1"), _market.View(10, "s1", "i2"), _market.View(Day, "s2", "i1"),
            _market.View(Day + 10, "s2", "i1"), _market.View(Day + 20, "s2", "i2"),
            _market.Shown(Day + 30, "s2", "i3"));

        EvaluationReport report = Evaluate(new EvaluationOptions
        {
            Surface = "feed",
            From = At(Day),
            Moment = EvaluationMoment.Event,
        });

        Assert.Equal(2, report.Cases);
        Assert.Equal(1, report.NewSubjects);
        Assert.Equal(1, report.Of("source:co_viewed").Segments["returning subjects"].Value);
        Assert.Equal(0, report.Of("source:co_viewed").Segments["new subjects"].Value);
    }

    [Fact]
    public async Task The_same_log_gives_the_same_figures_and_a_smaller_sample_fewer_cases()
    {
        List<string> events = [];
        for (int i = 0; i < 120; i++)
        {
            events.Add(_market.View(i * 4_000, $"s{i % 20}", $"i{i * 7 % 11}"));
            events.Add(_market.Buy((i * 4_000) + 5, $"s{i % 20}", $"i{i * 5 % 11}"));
        }

        await _market.Submit(events);
        EvaluationOptions options = new() { Surface = "feed", Share = 0.5, Resamples = 50 };
        EvaluationReport first = Evaluate(options);
        EvaluationReport again = Evaluate(options);

        Assert.InRange(first.Cases, 55, 60);
        foreach (SystemFigures system in first.Systems)
        {
            Assert.Equal(system.Metrics, again.Of(system.Name).Metrics);
            Assert.Equal(system.Segments, again.Of(system.Name).Segments);
            Assert.Equal(system.Spread, again.Of(system.Name).Spread);
        }

        Assert.True(first.FactorObjects > 0);
        Assert.Equal(7, Evaluate(options with { Cases = 7 }).Cases);
    }

    [Fact]
    public async Task A_ranker_is_trained_on_the_time_before_and_judged_apart_and_end_to_end()
    {
        await new CheapSales(_market).Sell(pages: 420);
        EvaluationOptions options = new() { Surface = "feed", Share = 0.25, Resamples = 100 };

        EvaluationReport report = Evaluate(options);

        Assert.True(report.IsRanked, report.Ranker?.Problem ?? report.Ranker?.WhyNot);
        Assert.True(report.Ranker!.TrainedTo < report.First);
        Assert.Equal(report.Of("served:by-ranker").Metrics, report.Of("served").Metrics);
        foreach (string part in new[] { "served", "ranking" })
        {
            Estimate ranked = report.Of($"{part}:by-ranker").Metrics["ndcg@20"];
            Estimate recalled = report.Of($"{part}:by-recall").Metrics["ndcg@20"];
            Assert.True(ranked.Lower > recalled.Upper, $"{part}: {ranked} and {recalled}");
        }

        // Ranking is judged on what was recalled alone.
        Assert.InRange(report.Of("ranking:by-ranker").Cases, 1, report.Cases);
        Assert.Equal(report.Of("ranking:by-ranker").Cases, report.Of("ranking:by-recall").Cases);

        EvaluationReport without = Evaluate(options with { TrainRanker = false });
        Assert.Null(without.Ranker);
        Assert.Equal(report.Of("served:by-recall").Metrics, without.Of("served").Metrics);
        Assert.Equal(report.Of("recall").Metrics, without.Of("recall").Metrics);
        Assert.Throws<ArgumentException>(() => without.Of("served:by-ranker"));
    }

    [Fact]
    public async Task A_ranker_that_has_too_little_to_learn_from_does_not_serve_and_says_why()
    {
        await new CheapSales(_market).Sell(pages: 40);
        EvaluationReport report = Evaluate(new EvaluationOptions { Surface = "feed", Share = 0.5, Resamples = 50 });
        Assert.False(report.IsRanked);
        Assert.Contains("too little to learn from", report.Ranker!.Problem, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => report.Of("served:by-ranker"));
    }

    [Fact]
    public async Task What_a_source_adds_is_what_the_fused_candidates_lose_without_it()
    {
        // Everybody views i1 and i2 in one session, and buys i3, which nobody views. Who comes later has viewed i1, and
        // buys i2 (which only the sessions know beside the trend) and i3 (which only the trend knows).
        List<string> events = [];
        for (int s = 0; s < 30; s++)
        {
            int at = s * 7_200;
            events.Add(_market.View(at, $"s{s}", "i1"));
            events.Add(_market.View(at + 1, $"s{s}", "i2"));
            events.Add(_market.Buy(at + 4_000, $"s{s}", "i3", 1));
        }

        events.Add(_market.View(3 * Day, "late", "i1"));
        events.Add(_market.Buy((3 * Day) + 4_000, "late", "i2", 1));
        events.Add(_market.Buy((3 * Day) + 4_001, "late", "i3", 1));
        await _market.Submit(events);
        EvaluationOptions options = new() { Surface = "top", From = At((3 * Day) + 3_000), Resamples = 50 };

        EvaluationReport alone = Evaluate(options);
        EvaluationReport with = Evaluate(options with { With = [RecallSource.CoViewed] });

        Assert.Equal([RecallSource.Trending], alone.Gains.Select(g => g.Source));
        Assert.Equal([RecallSource.Trending, RecallSource.CoViewed], with.Gains.Select(g => g.Source));
        Assert.Equal(1, alone.Gains[0].Recall["recall@20"].Value);
        Assert.Equal(0.5, with.Gains[0].Recall["recall@20"].Value);
        Assert.Equal(0, with.Gains[1].Recall["recall@300"].Value);
        Assert.Equal(0.5, with.Of("source:co_viewed").Metrics["recall@20"].Value);
        Assert.Equal(alone.Of("source:trending").Metrics, with.Of("source:trending").Metrics);
    }

    [Theory]
    [InlineData(RecallSource.Trending, "has the source trending already")]
    [InlineData(RecallSource.CoViewed, "each source once")]
    public async Task Sources_that_cannot_be_tried_are_named(RecallSource source, string problem)
    {
        await _market.Submit(_market.View(0, "s1", "i1"));
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => Evaluate(new EvaluationOptions
            {
                Surface = "top",
                With = source == RecallSource.Trending ? [source] : [source, source],
            }));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere", 0.2, "There is no surface 'nowhere'; there are feed, top, similar.")]
    [InlineData("similar", 0.2, "The surface 'similar' is for an item, which does not act itself")]
    [InlineData("feed", 1.0, "Share is 1; it must be between 0 and 1.")]
    [InlineData("feed", 0.2, "There is nothing to evaluate: no shopper reached the goal in the span that counts.")]
    public async Task What_cannot_be_evaluated_is_said(string surface, double share, string problem)
    {
        await _market.Submit(_market.View(0, "s1", "i1"));

        ArgumentException error = Assert.Throws<ArgumentException>(
            () => Evaluate(new EvaluationOptions { Surface = surface, Share = share }));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    private static LogTime At(int second) => LogTime.FromDateTimeOffset(
        new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(second));

    private EvaluationReport Evaluate(EvaluationOptions options) =>
        SurfaceEvaluation.Run(_market.Engine, options);
}
