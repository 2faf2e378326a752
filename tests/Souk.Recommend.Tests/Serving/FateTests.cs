using Souk.Recommend.Models;
using Souk.Recommend.Serving;
using Souk.Recommend.Tests.Models;

namespace Souk.Recommend.Tests.Serving;

/// <summary>Why an object is not in an answer; what hides, caps and variants say is in <see
/// cref="RecommenderTests"/>.</summary>
public sealed class FateTests : IDisposable
{
    private readonly Market _market = new();

    public void Dispose() => _market.Dispose();

    [Fact]
    public async Task WhatNoSourceGave_IsNotRecalled()
    {
        // No surface of trends gives what was only listed.
        await _market.Submit(_market.Listed(1, "kite", "\"category\":\"toys\""), _market.View(2, "bob", "tent"));
        Assert.Equal("not recalled: none of 1 sources gave it", _market.Ask("top", "ann", 1, "kite").Fates["kite"]);
    }

    [Fact]
    public async Task WhatWasNotAskedForLackOfTime_IsSaid()
    {
        await _market.Submit(_market.View(1, "bob", "tent"));
        RecommendAnswer answer = _market.Recommender.Recommend(
            new RecommendRequest { Surface = "top", Subject = "ann", WhyNot = ["tent"], Deadline = TimeSpan.Zero },
            out _)!;
        Assert.Equal(
            "not recalled: none of 0 sources gave it; trending were skipped for lack of time", answer.Fates["tent"]);
    }

    [Fact]
    public async Task WhatIsRankedTooLow_SaysItsPlaceAndItsScore_ByRecall()
    {
        await Fill(4);
        RecommendAnswer answer = _market.Ask("top", "ann", 2, "i0");
        Assert.Matches(
            @"^ranked 4; the answer took 2 because its recall score of 0\.\d{4} is less than theirs: trending gave it place 4$",
            answer.Fates["i0"]);
    }

    [Fact]
    public async Task WhatIsRankedTooLow_SaysWhatMovedItsChance_ByARanker()
    {
        await Fill(4);
        await _market.Engine.DirectAsync(
            RankerProjection.ModelDirective,
            RankerDirectives.Model(TrainedRankers.Preferring("item.views.30d", 1), "test"));
        string fate = _market.Ask("feed", "ann", 2, "i0").Fates["i0"];
        Assert.Matches(
            @"^ranked \d+; the answer took 2 because its chance of 0\.\d{4} times a worth of 1 is less than theirs: .*"
            + @"item\.views\.30d (raised|lowered) its chance", fate);
    }

    [Fact]
    public async Task WhatTheRequestExcludes_SaysSo()
    {
        await _market.Submit(_market.View(1, "bob", "tent"));
        RecommendAnswer answer = _market.Recommender.Recommend(
            new RecommendRequest { Surface = "feed", Subject = "ann", Exclude = ["tent"], WhyNot = ["tent"] }, out _)!;
        Assert.Equal("excluded by the request", answer.Fates["tent"]);
    }

    private Task Fill(int items) => _market.Submit(Enumerable.Range(0, items).SelectMany(
        i => Enumerable.Range(0, i + 1).Select(view => _market.View(view + 1, $"v{i}{view}", $"i{i}"))));
}
