using Souk.Core.Definition;
using Souk.Recommend.Serving;

namespace Souk.Recommend.Tests.Serving;

public sealed class RecommenderTests : IDisposable
{
    private readonly Market _market = new();

    public void Dispose() => _market.Dispose();

    [Fact]
    public async Task AnAcknowledgedEvent_CountsInTheNextAnswer()
    {
        await _market.Submit(
            _market.View(1, "ann", "tent"), _market.View(2, "ann", "stove"), _market.View(3, "bob", "tent"),
            _market.View(4, "bob", "stove"), _market.View(5, "cat", "drill"), _market.View(6, "cat", "saw"),
            _market.View(7, "dan", "drill"), _market.View(8, "dan", "saw"));
        await _market.Submit(_market.View(10, "eve", "tent"));
        Assert.Equal("stove", Beside("eve", "tent"));
        await _market.Submit(_market.View(4000, "fay", "drill"));
        Assert.Equal("saw", Beside("fay", "drill"));
    }

    [Fact]
    public async Task ANewItem_CanBeRecommendedAfterItsFirstEvent()
    {
        await _market.Submit(_market.Listed(1, "kite", "\"category\":\"toys\""));
        Assert.Contains("kite", _market.Ids("feed", "somebody new"));
    }

    [Fact]
    public async Task WhatTheInteractionsHaveLetGo_IsNoErrorWhereSomethingStillKnowsIt()
    {
        const int ItemsAndSubjects = 40;
        const int BeyondForgetting = 200;
        using ShippedMarket market = new();
        for (int i = 0; i < ItemsAndSubjects; i++)
        {
            market.Listed(0, $"i{i}", $"c{i % 3}");
            for (int j = 0; j < 6; j++)
            {
                market.View(1 + (j / 100.0), $"s{i}", $"i{(i + (j * j)) % ItemsAndSubjects}");
            }
        }

        await market.Submit();
        for (int more = 0; more < 12; more++)
        {
            // Each event lets a few of the forgotten go, so every state between all and none is asked.
            market.View(BeyondForgetting + (more / 1000.0), "late", $"i{more}");
            await market.Submit();
            for (int i = 0; i < ItemsAndSubjects; i += 4)
            {
                Assert.NotEmpty(market.Ask(new RecommendRequest { Surface = "for_you", Subject = $"s{i}" }).Items);
            }
        }
    }

    [Fact]
    public async Task AnUnknownSubject_IsANewSubject()
    {
        await _market.Submit(_market.View(1, "ann", "tent"));
        RecommendAnswer answer = _market.Ask("feed", "nobody");
        Assert.False(answer.IsSubjectKnown);
        Assert.Equal("tent", Assert.Single(answer.Items).Id);
    }

    [Fact]
    public async Task WhatIsOutOfStockDislikedBoughtOrShownTooOften_IsLeftOut_AndSaysWhy()
    {
        await _market.Submit(
            _market.Listed(1, "gone", "\"category\":\"a\",\"stock\":0"),
            _market.View(2, "bob", "gone"), _market.View(3, "bob", "bad"), _market.View(4, "bob", "had"),
            _market.View(5, "bob", "dull"), _market.View(6, "bob", "good"),
            _market.Dislike(7, "ann", "bad"), _market.Buy(8, "ann", "had"),
            _market.Shown(9, "ann", "dull"), _market.Shown(10, "ann", "dull"), _market.Shown(11, "ann", "dull"));
        RecommendAnswer answer = _market.Ask("feed", "ann", 1, "gone", "bad", "had", "dull", "good", "never");
        Assert.Equal("good", Assert.Single(answer.Items).Id);
        Assert.Contains("filter", answer.Fates["gone"], StringComparison.Ordinal);
        Assert.Contains("dislikes", answer.Fates["bad"], StringComparison.Ordinal);
        Assert.Contains("reached the goal", answer.Fates["had"], StringComparison.Ordinal);
        Assert.Contains("shown 3 times", answer.Fates["dull"], StringComparison.Ordinal);
        Assert.Contains("place 1", answer.Fates["good"], StringComparison.Ordinal);
        Assert.Contains("no event", answer.Fates["never"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task CapsAndVariants_Hold_AndSayWhy()
    {
        List<string> events = [];
        for (int i = 0; i < 6; i++)
        {
            events.Add(_market.Listed(i, $"i{i}", $"\"category\":\"c\",\"seller\":\"s\",\"title\":\"t{i}\""));
            events.Add(_market.View(10 + i, "bob", $"i{i}"));
        }

        events.Add(_market.Listed(20, "twin", "\"category\":\"c\",\"seller\":\"other\",\"title\":\"t\""));
        events.Add(_market.Listed(21, "twin2", "\"category\":\"c\",\"seller\":\"other\",\"title\":\"t\""));
        events.Add(_market.View(22, "bob", "twin"));
        events.Add(_market.View(23, "bob", "twin2"));
        await _market.Submit(events);
        RecommendAnswer answer = _market.Ask(
            "feed", "ann", 3, [.. Enumerable.Range(0, 6).Select(i => $"i{i}"), "twin", "twin2"]);
        Assert.Equal(2, answer.Items.Count(i => i.Id[0] == 'i'));
        Assert.Equal(1, answer.Items.Count(i => i.Id[0] == 't'));
        Assert.Equal(4, answer.Fates.Values.Count(f => f.Contains("cap of 2", StringComparison.Ordinal)));
        Assert.Equal(1, answer.Fates.Values.Count(f => f.Contains("variant of twin", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ADeadlineOfZero_GivesTheFallback()
    {
        await _market.Submit(_market.View(1, "ann", "tent"));
        RecommendAnswer answer = _market.Recommender.Recommend(
            new RecommendRequest { Surface = "feed", Subject = "ann", Deadline = TimeSpan.Zero }, out _)!;
        Assert.Equal("tent", Assert.Single(answer.Items).Id);
        Assert.Equal(1, answer.FromFallback);
        Assert.Equal(9, answer.Skipped.Count);
        Assert.Equal(1, _market.Recommender.Counters.SkippedOf(RecallSource.Neighbours));
    }

    [Fact]
    public async Task SimilarItems_FollowSessionsOfOthers()
    {
        await _market.Submit(
            _market.View(1, "ann", "tent"), _market.View(2, "ann", "stove"), _market.View(9000, "ann", "saw"));
        Assert.Equal(["stove"], _market.Ids("similar", "tent"));
    }

    [Fact]
    public async Task Exploration_IsTheSameForASeed_AndTellsItsPropensity()
    {
        await _market.Submit(Enumerable.Range(0, 40).Select(i => _market.Listed(i, $"n{i}", "\"category\":\"c\"")));
        RecommendRequest request = new() { Surface = "feed", Subject = "ann", Seed = 5, Count = 5 };
        string[] once = [.. _market.Recommender.Recommend(request, out _)!.Items.Select(i => i.Id)];
        string[] again = [.. _market.Recommender.Recommend(request, out _)!.Items.Select(i => i.Id)];
        string[] other = [.. _market.Recommender.Recommend(request with { Seed = 6 }, out _)!.Items.Select(i => i.Id)];
        Assert.Equal(once, again);
        Assert.NotEqual(once, other);
    }

    [Fact]
    public async Task Impressions_AreLoggedOnce_AndCount()
    {
        // Impressions happen now, so what they are of must have happened lately.
        await _market.Submit("""{"type":"view","id":"v","shopper":"bob","item":"tent"}""");
        for (int i = 0; i < 3; i++)
        {
            RecommendAnswer answer = _market.Ask("feed", "ann");
            Assert.Single(answer.Items);
            Assert.Null(await ImpressionLog.LogAsync(_market.Engine, answer, "ann", $"r{i}"));
            Assert.Null(await ImpressionLog.LogAsync(_market.Engine, answer, "ann", $"r{i}"));
        }

        Assert.Contains("shown 3 times", _market.Ask("feed", "ann", 1, "tent").Fates["tent"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fed", "ann", 10, "", 100, "surface", "did you mean 'feed'")]
    [InlineData("feed", "", 10, "", 100, "subject", "empty")]
    [InlineData("feed", "ann", 0, "", 100, "count", "1 to 200")]
    [InlineData("feed", "ann", 1000000, "", 100, "count", "1 to 200")]
    [InlineData("feed", "ann", 10, "item.stok > 1", 100, "filters[0]", "stok")]
    [InlineData("feed", "ann", 10, "item.stock +", 100, "filters[0]", "")]
    [InlineData("feed", "ann", 10, "item.stock", 100, "filters[0]", "bool")]
    [InlineData("feed", "ann", 10, "", -1, "deadline_ms", "0 to 10000")]
    public void ABadRequest_IsRefusedPrecisely(
        string surface, string subject, int count, string filter, int deadline, string path, string message)
    {
        RecommendRequest request = new()
        {
            Surface = surface,
            Subject = subject,
            Count = count,
            Filters = filter.Length == 0 ? [] : [filter],
            Deadline = TimeSpan.FromMilliseconds(deadline),
        };
        Assert.Null(_market.Recommender.Recommend(request, out RequestProblem? problem));
        Assert.Equal(path, problem!.Path);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    private string Beside(string shopper, string item) =>
        _market.Ids("feed", shopper).First(i => i != item);
}
