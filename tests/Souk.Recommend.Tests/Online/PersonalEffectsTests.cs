using System.Globalization;
using System.Text;
using Souk.Core.Engine;
using Souk.Recommend.Models;
using Souk.Recommend.Online;
using Souk.Recommend.Serving;
using Souk.Recommend.Tests.Models;

namespace Souk.Recommend.Tests.Online;

public sealed class PersonalEffectsTests : IDisposable
{
    private const int Hour = 3600;

    private readonly Market _market = new();

    public void Dispose() => _market.Dispose();

    [Fact]
    public async Task WhatASubjectTakesTo_IsRaisedAtOnce_AndWhatItPassesBy_IsLowered_ForItAlone()
    {
        await Begin();
        await Teach();
        Assert.Equal(0, CorrectionOf("ann", "toy1"));

        // The ranker foresees likings of toys and of tools alike.
        int now = 3 * Hour;
        for (int page = 0; page < 4; page++)
        {
            await _market.Submit(
                Shown(now, "ann", $"toy{1 + (page % 2)}", 1, 0.1), Shown(now, "ann", $"tool{1 + (page % 2)}", 1, 0.1),
                _market.View(now + 1, "ann", $"tool{1 + (page % 2)}"));
            now += 60;
        }

        Assert.InRange(CorrectionOf("ann", "tool1"), 0.4, 2);
        Assert.InRange(CorrectionOf("ann", "toy1"), -2, -0.2);
        Assert.Equal(CorrectionOf("ann", "tool1"), CorrectionOf("ann", "tool2"));
        Assert.Equal(0, CorrectionOf("bob", "tool1"));
        Assert.Equal(0, CorrectionOf("ann", "plain1"));
        RecommendAnswer answer = _market.Recommender.Recommend(
            new RecommendRequest
            {
                Surface = "feed",
                Subject = "ann",
                Explain = true,
                Deadline = TimeSpan.FromSeconds(10),
            }, out _)!;
        Recommendation tool = answer.Items.Single(i => i.Id == "tool1");
        Assert.True(tool.Probability > tool.ModelChance, $"{tool.Probability} and {tool.ModelChance}");
        Assert.Contains(
            "what the shopper did of late with what is like it raised its chance", tool.Reasons);
    }

    [Fact]
    public async Task Effects_FadeWithTime()
    {
        await Begin();
        await Teach();
        await _market.Submit(
            Shown(3 * Hour, "ann", "tool1", 1, 0.1), _market.View((3 * Hour) + 1, "ann", "tool1"));
        double atOnce = CorrectionOf("ann", "tool1");
        await _market.Submit(_market.View(5 * 86_400, "late", "plain1"));
        Assert.InRange(CorrectionOf("ann", "tool1"), 1e-6, atOnce / 10);
    }

    [Fact]
    public async Task TheState_IsThatOfANaiveLearner_AndTheSameAfterARestartAndARebuild()
    {
        await Begin();
        Random random = new(9);
        NaivePersonal naive = new();
        List<string> events = [];
        int second = 0;
        for (int i = 0; i < 1_000; i++)
        {
            second += random.Next(100);
            string subject = $"s{random.Next(12)}";
            string item = $"{(random.Next(2) == 0 ? "toy" : "tool")}{1 + random.Next(2)}";
            int place = random.Next(12);
            double chance = Math.Round(0.02 + (random.NextDouble() * 0.3), 6);
            events.Add(Shown(second, subject, item, place, chance));
            naive.Show(second, subject, item, item[..^1], place, chance);
            if (random.NextDouble() < 0.4)
            {
                events.Add(_market.View(second, subject, item));
                naive.Like(second, subject, item);
            }
        }

        await _market.Submit(events);
        Dictionary<string, double> live = Corrections();
        foreach (string subject in Enumerable.Range(0, 12).Select(s => $"s{s}"))
        {
            Assert.Equal(naive.CorrectionOf(subject, "toy", second), live[$"{subject} toy1"], 1e-4);
            Assert.Equal(naive.CorrectionOf(subject, "tool", second), live[$"{subject} tool1"], 1e-4);
        }

        using Fold rebuilt = new(_market.Engine.Definition, Market.Projections);
        _market.Engine.CreateReplayer().Replay(rebuilt, null, null, CancellationToken.None);
        Assert.Equal(live, Corrections(rebuilt));
        _market.Reopen();
        Assert.Equal(live, Corrections());
    }

    private async Task Begin()
    {
        await _market.Submit(new[] { "toy1", "toy2", "tool1", "tool2", "plain1" }.Select(
            i => _market.Listed(-50, i, $"\"category\":\"{i[..^1]}\"")));
        await _market.Submit(
            new[] { "toy1", "toy2", "tool1", "tool2" }.Select(i => _market.View(-40, "bob", i)));
        await _market.Engine.DirectAsync(
            RankerProjection.ModelDirective,
            RankerDirectives.Model(TrainedRankers.Preferring("item.views.30d", 1), "test"));
    }

    // Of what has one chance in ten of the goal, one in three is liked.
    private async Task Teach()
    {
        await _market.Submit(Enumerable.Range(0, 180).SelectMany(i => (string[])
        [
            Shown(i, $"t{i}", "plain1", 1, 0.1), .. i % 3 == 0 ? [_market.View(i, $"t{i}", "plain1")] : (string[])[],
        ]));
        await _market.Submit(Enumerable.Range(0, 20).Select(i => _market.View(2 * Hour, "late", "plain1")));
    }

    private string Shown(int second, string shopper, string item, int place, double chance) => _market.Event(
        second, "shown", string.Create(
            CultureInfo.InvariantCulture,
            $$""" "shopper":"{{shopper}}","item":"{{item}}","surface":"feed","rank":{{place}},"model":1,"chance":{{chance}} """));

    private double CorrectionOf(string subject, string item) =>
        _market.Read((fold, _) => CorrectionOf(fold, subject, item));

    private Dictionary<string, double> Corrections() => _market.Read((fold, _) => Corrections(fold));

    private static Dictionary<string, double> Corrections(Fold fold) => Enumerable.Range(0, 12).SelectMany(
        s => new[] { $"s{s} toy1", $"s{s} tool1" }).ToDictionary(
        k => k, k => CorrectionOf(fold, k.Split(' ')[0], k.Split(' ')[1]));

    private static double CorrectionOf(Fold fold, string subject, string item) =>
        fold.Projection<OnlineProjection>().Of(fold.Definition.FindSurface("feed")!, 1)!.PersonalCorrectionOf(
            OnlineStage.SubjectOf(Encoding.UTF8.GetBytes(subject)),
            fold.Entities.Find(fold.Definition.FindKind("item")!.Index, Encoding.UTF8.GetBytes(item)),
            fold.Time.Microseconds);
}
