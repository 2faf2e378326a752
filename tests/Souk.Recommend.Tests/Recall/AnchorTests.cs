using System.Text;
using Souk.Core.Definition;
using Souk.Recommend.Recall;

namespace Souk.Recommend.Tests.Recall;

public sealed class AnchorTests : IDisposable
{
    private const int Day = 86_400;

    private readonly Market _market = new();

    public void Dispose() => _market.Dispose();

    [Fact]
    public async Task WhatWasLikedToday_IsAnAnchor_BesideMuchThatWasLikedMore()
    {
        // Thirty objects were bought a week ago, worth eight views each; three are looked at now.
        await _market.Submit(Enumerable.Range(0, 30).Select(i => _market.Buy(i, "s", $"old{i:00}")));
        await _market.Submit(Enumerable.Range(0, 3).Select(i => _market.View((7 * Day) + i, "s", $"new{i}")));

        (string Id, double Weight)[] anchors = Anchors();

        Assert.Equal(RecallLimits.Anchors, anchors.Length);
        Assert.Equal(1, anchors.Sum(a => a.Weight), 9);
        Assert.Equal(["new0", "new1", "new2"], anchors.Take(3).Select(a => a.Id).Order());

        // Of the older ones, which are alike, the newest.
        Assert.Equal(
            Enumerable.Range(13, 17).Select(i => $"old{i}"), anchors.Skip(3).Select(a => a.Id).Order());
        Assert.InRange(anchors.Take(3).Sum(a => a.Weight), 0.5, 0.9);
    }

    [Fact]
    public async Task WhoLikedAllAtOnce_HasAnchorsByTheirWeightsAlone()
    {
        await _market.Submit(_market.View(10, "s", "a"), _market.Buy(10, "s", "b"));
        (string Id, double Weight)[] anchors = Anchors();
        Assert.Equal(["b", "a"], anchors.Select(a => a.Id));
        Assert.Equal(8.0 / 9, anchors[0].Weight, 9);
        Assert.Equal(1.0 / 9, anchors[1].Weight, 9);
    }

    private (string Id, double Weight)[] Anchors() => _market.Read((fold, all) =>
    {
        SurfaceDefinition surface = fold.Definition.FindSurface("feed")!;
        RecallContext context = RecallContext.Of(
            all, surface, fold.Entities.Find(surface.For.Index, "s"u8), [], fold.Time.Microseconds);
        return context.Anchors.Select(
            a => (Encoding.UTF8.GetString(fold.Entities.Id(surface.Of.Index, a.Object)), a.Weight)).ToArray();
    });
}
