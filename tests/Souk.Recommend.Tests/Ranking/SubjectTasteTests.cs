using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Recommend.Ranking;
using Souk.Recommend.Recall;

namespace Souk.Recommend.Tests.Ranking;

public sealed class SubjectTasteTests : IDisposable
{
    private readonly Market _market = new();

    public void Dispose() => _market.Dispose();

    [Fact]
    public async Task Shares_Rates_AndDistances_AreThoseOfTheSubjectsOwnObjects()
    {
        // The shopper likes i1 and i2 (seller a, 10 and 40), met i3 (seller a) and i4 (seller b) in vain.
        string[] sellers = ["a", "a", "a", "b", "b", "c"];
        int[] prices = [10, 40, 20, 20, 80, 20];
        await _market.Submit(Enumerable.Range(0, 6).Select(i => _market.Listed(
            1, $"i{i + 1}", $$""" "category":"x","seller":"{{sellers[i]}}","price":"{{prices[i]}}" """)));
        await _market.Submit(
            _market.View(10, "s", "i1"), _market.View(10, "s", "i2"), _market.Shown(10, "s", "i3"),
            _market.Shown(10, "s", "i4"));

        Dictionary<string, float> ofB = Read("i5");
        Assert.Equal(0, ofB["share.seller"]);
        Assert.Equal(1, ofB["share.category"]);
        // Of two liked and two not, the usual rate is 3 of 6; of seller b one was met, none liked.
        Assert.Equal((0 + (2 * 0.5f)) / (1 + 2), ofB["rate.seller"], 5);
        Assert.Equal(Math.Log(81) - ((Math.Log(11) + Math.Log(41)) / 2), ofB["near.price"], 5);
        Assert.True(float.IsNaN(ofB["near.stock"]));

        Dictionary<string, float> ofA = Read("i3");
        Assert.Equal(1, ofA["share.seller"], 5);
        Assert.Equal((2 + (2 * 0.5f)) / (3 + 2), ofA["rate.seller"], 5);

        Dictionary<string, float> ofC = Read("i6");
        Assert.Equal(0.5f, ofC["rate.seller"], 5);
        Assert.True(float.IsNaN(ofC["rate.title"]));
    }

    [Fact]
    public async Task WhatTheSubjectDidLately_CountsByItself()
    {
        // For days it liked x; today it liked y once and passed x by three times.
        const int day = 86_400;
        await _market.Submit(new[] { "x1", "x2", "x3", "x4", "y1", "y2", "z1" }.Select(
            i => _market.Listed(1, i, $"\"category\":\"{i[..1]}\"")));
        await _market.Submit(
            _market.View(day, "s", "x1"), _market.View(day, "s", "x2"), _market.View(day, "s", "x3"),
            _market.Shown(5 * day, "s", "x1"), _market.Shown(5 * day, "s", "x2"), _market.Shown(5 * day, "s", "x4"),
            _market.View(5 * day, "s", "y1"), _market.View((5 * day) + 7_200, "other", "z1"));

        Dictionary<string, float> x = Read("x4");
        Dictionary<string, float> y = Read("y2");
        Dictionary<string, float> z = Read("z1");
        Assert.True(x["share.category"] > y["share.category"]);

        // Three likings beside one: four days are four half-lives of what is recent, and four sevenths of the surface's.
        double old = 3 * Math.Pow(2, -4 - (4 / 7.0));
        Assert.Equal(old / (old + 1), x["recent_share.category"], 5);
        Assert.Equal(1 / (old + 1), y["recent_share.category"], 5);
        Assert.Equal(0, z["recent_share.category"]);

        // All in all four of five were liked, lately 1 3/16 of 4 3/16.
        double usual = 5 / 7.0;
        double ofLate = ((19 / 16.0) + usual) / ((67 / 16.0) + 1);
        Assert.Equal(ofLate, x["recent_rate"], 5);
        Assert.Equal(((3 / 16.0) + (2 * ofLate)) / ((3 / 16.0) + 3 + 2), x["recent_rate.category"], 5);
        Assert.Equal((1 + (2 * ofLate)) / (1 + 2), y["recent_rate.category"], 5);
        Assert.Equal(ofLate, z["recent_rate.category"], 5);
        Assert.Equal((4 * 24) + 2, x["hours_since.category"], 3);
        Assert.Equal(2, y["hours_since.category"], 3);
        Assert.Equal(2, y["hours_since"], 3);
        Assert.True(float.IsNaN(z["hours_since.category"]));
    }

    private Dictionary<string, float> Read(string item) => _market.Read((fold, all) =>
    {
        SurfaceDefinition surface = fold.Definition.FindSurface("feed")!;
        SubjectTaste taste = new(surface);
        RecallContext context = RecallContext.Of(
            all, surface, Number(fold, surface.For, "s"), [], fold.Time.Microseconds);
        taste.Begin(context);
        float[] values = new float[taste.Names.Count];
        taste.Read(context, Number(fold, surface.Of, item), values);
        return taste.Names.Zip(values).ToDictionary(p => p.First, p => p.Second);
    });

    private static uint Number(Fold fold, EntityKind kind, string id) =>
        fold.Entities.Find(kind.Index, Encoding.UTF8.GetBytes(id));
}
