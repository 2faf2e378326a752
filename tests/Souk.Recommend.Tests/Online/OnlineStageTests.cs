using System.Globalization;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Recommend.Models;
using Souk.Recommend.Online;
using Souk.Recommend.Serving;
using Souk.Recommend.Tests.Models;
using Souk.Recommend.Training;

namespace Souk.Recommend.Tests.Online;

public sealed class OnlineStageTests : IDisposable
{
    private const int Hour = 3600;

    private readonly Market _market = new();

    public void Dispose() => _market.Dispose();

    [Fact]
    public async Task WhatDoesBetterThanForeseen_IsRaised_OnceItsHourIsOver()
    {
        await Begin();
        Recommendation before = Find("good");
        Assert.Equal(before.ModelChance, before.Probability);
        await Teach(0, 200);
        Assert.Equal(Find("good").ModelChance, Find("good").Probability);
        await Later(3 * Hour);
        Recommendation good = Find("good");
        Recommendation bad = Find("bad");
        Assert.InRange(Corrections()["good"], 0.5, 4);
        Assert.InRange(Corrections()["bad"], -4, -0.1);
        Assert.True(good.Probability > good.ModelChance, $"{good.Probability} and {good.ModelChance}");
        Assert.True(bad.Probability < bad.ModelChance, $"{bad.Probability} and {bad.ModelChance}");
        RecommendAnswer told = _market.Recommender.Recommend(
            new RecommendRequest
            {
                Surface = "feed",
                Subject = "ann",
                Explain = true,
                Deadline = TimeSpan.FromSeconds(10)
            }, out _)!;
        Assert.Contains(
            "what became of it since the training raised its chance", told.Items.Single(i => i.Id == "good").Reasons);
    }

    [Fact]
    public async Task AGoalAfterTheHour_ComesTooLate()
    {
        await Begin();
        await _market.Submit(Shown(0, "s", "good", 1, 0.1), _market.Buy(Hour, "s", "good"));
        await _market.Submit(_market.View(3 * Hour, "nobody", "bad"));
        Assert.Equal((1, 0), Read(s => ((int)s.State.Learned, (int)s.State.Goals)));
    }

    [Fact]
    public async Task TheState_IsThatOfANaiveLearner_AndTheSameAfterARestartAndARebuild()
    {
        await Begin();
        Random random = new(8);
        NaiveOnline naive = new();
        List<string> events = [];
        for (int i = 0; i < 3_000; i++)
        {
            string item = random.Next(3) == 0 ? "good" : random.Next(2) == 0 ? "bad" : "plain";
            double chance = 0.02 + (random.NextDouble() * 0.3);
            bool isGoal = random.NextDouble() < (item == "good" ? 0.4 : 0.1);
            int place = random.Next(12);
            events.Add(Shown(i * 10, $"s{i}", item, place, chance));
            if (isGoal)
            {
                events.Add(_market.Buy((i * 10) + 5, $"s{i}", item));
            }

            naive.Learn(item, item == "plain" ? "other" : "toys", place, chance, isGoal);
        }

        await _market.Submit(events);
        await Later(40_000);
        Dictionary<string, double> live = Corrections();
        Assert.Equal(3_000, Read(s => s.State.Learned));
        foreach (string item in new[] { "good", "bad", "plain" })
        {
            Assert.Equal(naive.CorrectionOf(item, item == "plain" ? "other" : "toys"), live[item], 1e-9);
        }

        using Fold rebuilt = new(_market.Engine.Definition, Market.Projections);
        _market.Engine.CreateReplayer().Replay(rebuilt, null, null, CancellationToken.None);
        Assert.Equal(live, Corrections(rebuilt));
        _market.Reopen();
        Assert.Equal(live, Corrections());
    }

    [Fact]
    public async Task AnotherRankerInForce_IsCorrectedAnew_AndImpressionsOfAnotherTeachNothing()
    {
        await Begin();
        await Teach(0, 30);
        await _market.Submit(_market.View(3 * Hour, "nobody", "bad"));
        Assert.NotEqual(0, Corrections()["good"]);
        await Teach(3 * Hour, 3 * Hour + 30);
        await HandIn(-1);
        Assert.Equal(0, Corrections()["good"]);
        await _market.Submit(_market.View(6 * Hour, "nobody", "bad"), Shown(6 * Hour, "x", "good", 1, 0.5, model: 1));
        await _market.Submit(_market.View(9 * Hour, "nobody", "bad"));
        Assert.Equal(0, Read(s => s.State.Learned));
        Assert.Equal(0, Read(s => s.State.Waiting));
    }

    [Theory]
    [InlineData("model: whole?, chance: number?", "model: whole?",
        "needs the fields surface: text?, model: whole? and chance: number?")]
    [InlineData("online: true", "online: true\n    ranker: recall", "'ranker: recall' trains none")]
    [InlineData("online: true", "online: maybe", "expected true or false")]
    public void ASurfaceThatCannotLearnOnline_IsRefused(string written, string instead, string problem)
    {
        DefinitionResult result = DefinitionLoader.Parse(
            Market.Text.Replace(written, instead, StringComparison.Ordinal));
        Assert.Contains(result.Errors, e => e.Message.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ImpressionsThatALoggedAnswerMakes_Teach()
    {
        // Logged now, so that the log's time is now as well.
        await _market.Submit("""{"type":"view","id":"v","shopper":"bob","item":"tent"}""");
        await HandIn(1);
        RecommendAnswer answer = _market.Ask("feed", "ann");
        Assert.Null(await ImpressionLog.LogAsync(_market.Engine, answer, "ann", "r1"));
        Assert.Equal(1, Read(s => s.State.Waiting));
    }

    // Time goes on with events only, and of each some impressions mature.
    private Task Later(int second) =>
        _market.Submit(Enumerable.Range(0, 50).Select(i => _market.View(second + i, "late", "bad")));

    // One item does well, the other does not; the ranker foresees one in ten for both.
    private Task Teach(int from, int to) => _market.Submit(Enumerable.Range(from, to - from).SelectMany(i => (string[])
    [
        Shown(i, $"s{i}", "good", 1, 0.1), Shown(i, $"s{i}", "bad", 2, 0.1), _market.Buy(i, $"s{i}", "good"),
    ]));

    private async Task Begin()
    {
        await _market.Submit(
            _market.Listed(-50, "good", "\"category\":\"toys\""), _market.Listed(-50, "bad", "\"category\":\"toys\""),
            _market.Listed(-50, "plain", "\"category\":\"other\""), _market.View(-40, "bob", "good"),
            _market.View(-40, "bob", "bad"), _market.View(-40, "bob", "plain"));
        await HandIn(1);
    }

    private Task<Souk.Log.LogPosition> HandIn(double sign) => _market.Engine.DirectAsync(
        RankerProjection.ModelDirective,
        RankerDirectives.Model(TrainedRankers.Preferring("item.views.30d", sign), "test"));

    private Recommendation Find(string item) => _market.Ask("feed", "ann").Items.Single(i => i.Id == item);

    private string Shown(int second, string shopper, string item, int place, double chance, int model = 1) =>
        _market.Event(second, "shown", string.Create(
            CultureInfo.InvariantCulture,
            $$""" "shopper":"{{shopper}}","item":"{{item}}","surface":"feed","rank":{{place}},"model":{{model}},"chance":{{chance}} """));

    private T Read<T>(Func<OnlineStage, T> read) => _market.Read((fold, _) => read(StageOf(fold)));

    private Dictionary<string, double> Corrections() => _market.Read((fold, _) => Corrections(fold));

    private static Dictionary<string, double> Corrections(Fold fold) => new[] { "good", "bad", "plain" }.ToDictionary(
        i => i, i => StageOf(fold).CorrectionOf(
            fold.Entities.Find(fold.Definition.FindKind("item")!.Index, Encoding.UTF8.GetBytes(i)),
            Encoding.UTF8.GetBytes(i)));

    private static OnlineStage StageOf(Fold fold)
    {
        int version = fold.Projection<RankerProjection>().Of("feed").InForce;
        return fold.Projection<OnlineProjection>().Of(fold.Definition.FindSurface("feed")!, version)!;
    }
}
