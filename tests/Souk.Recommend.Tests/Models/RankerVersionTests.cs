using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Learning.Evaluation;
using Souk.Log;
using Souk.Recommend.Models;
using Souk.Recommend.Ranking;
using Souk.Recommend.Serving;
using Souk.Recommend.Tests.Training;
using Souk.Recommend.Training;

namespace Souk.Recommend.Tests.Models;

public sealed class RankerVersionTests : IDisposable
{
    private readonly Market _market = new();

    public void Dispose() => _market.Dispose();

    [Fact]
    public async Task APromotedRanker_OrdersAtOnce_AndARollbackIsInstantaneous()
    {
        await Fill();
        string[] byRecall = _market.Ids("feed", "ann");
        await HandIn(TrainedRankers.Preferring("item.views.30d", 1));
        RecommendAnswer ranked = _market.Ask("feed", "ann");
        Assert.Equal(1, ranked.ModelVersion);
        Assert.Equal("i5", ranked.Items[0].Id);
        Assert.All(ranked.Items, i => Assert.InRange(i.Probability!.Value, 0, 1));
        await HandIn(TrainedRankers.Preferring("item.views.30d", -1));
        Assert.Equal("i5", _market.Ids("feed", "ann")[^1]);
        await Promote(1, 1);
        Assert.Equal(ranked.Items.Select(i => i.Id), _market.Ids("feed", "ann"));
        await Promote(0, 1);
        Assert.Equal(byRecall, _market.Ids("feed", "ann"));
    }

    [Fact]
    public async Task ARestart_GivesTheSameRanking()
    {
        await Fill();
        await HandIn(TrainedRankers.Preferring("item.views.30d", 1));
        RecommendAnswer before = _market.Ask("feed", "ann");
        _market.Reopen();
        RecommendAnswer after = _market.Ask("feed", "ann");
        Assert.Equal(1, after.ModelVersion);
        Assert.Equal(before.Items.Select(i => (i.Id, i.Value)), after.Items.Select(i => (i.Id, i.Value)));
    }

    [Fact]
    public async Task ARebuild_HasTheSameState()
    {
        for (int i = 0; i < 14; i++)
        {
            await HandIn(
                TrainedRankers.Preferring("item.views.30d", i) with { WhyNot = i % 3 == 0 ? null : "not better" });
        }

        await Promote(12, 0.25);
        using Fold rebuilt = new(_market.Engine.Definition, Market.Projections);
        _market.Engine.CreateReplayer().Replay(rebuilt, null, null, CancellationToken.None);
        SurfaceRankers live = Rankers();
        SurfaceRankers again = rebuilt.Projection<RankerProjection>().Of("feed");
        _market.Reopen();
        SurfaceRankers restored = Rankers();
        foreach (SurfaceRankers other in (SurfaceRankers[])[again, restored])
        {
            Assert.Equal(live.Versions, other.Versions);
            Assert.Equal(live with { Versions = [] }, other with { Versions = [] });
        }

        Assert.Equal((13, 12, 0.25), (live.InForce, live.Canary, live.CanaryShare));
        Assert.Equal(10, live.Versions.Count(v => v.IsKept));
    }

    [Fact]
    public async Task ACandidate_ThatIsNotBetter_IsKeptAndDoesNotServe()
    {
        await Fill();
        await HandIn(
            TrainedRankers.Preferring("item.views.30d", 1) with { WhyNot = "not better than the order of recall" });
        Assert.Equal(0, _market.Ask("feed", "ann").ModelVersion);
        RankerVersion version = Assert.Single(Rankers().Versions);
        Assert.Equal("not better than the order of recall", version.WhyNot);
    }

    [Fact]
    public async Task ACanary_ServesItsShareOfTheSubjects_AlwaysTheSame()
    {
        await Fill();
        await HandIn(TrainedRankers.Preferring("item.views.30d", 1));
        await HandIn(TrainedRankers.Preferring("item.views.30d", -1) with { WhyNot = "not better" });
        await Promote(2, 0.2);
        int[] served =
        [
            .. Enumerable.Range(0, 1000).Select(i => Rankers().For(Encoding.UTF8.GetBytes($"s{i}"))!.Number),
        ];
        Assert.InRange(served.Count(n => n == 2), 150, 250);
        Assert.Equal(served[7], _market.Ask("feed", "s7").ModelVersion);
        await Promote(2, 0);
        Assert.Equal(1, _market.Ask("feed", "s7").ModelVersion);
    }

    [Fact]
    public async Task AVariantWithAVersion_ServesIt_WhateverIsInForce()
    {
        await Fill();
        await HandIn(TrainedRankers.Preferring("item.views.30d", 1));
        await HandIn(TrainedRankers.Preferring("item.views.30d", -1) with { WhyNot = "not better" });
        SurfaceDefinition feed = _market.Engine.Definition.FindSurface("feed")!;
        SurfaceChange change = SurfaceChange.Read("{version: 2}", feed, _market.Engine.Definition, out _)!;
        RecommendRequest request = new()
        {
            Surface = "feed",
            Subject = "ann",
            Deadline = TimeSpan.FromSeconds(10),
            ServedBy = change.ApplyTo(feed),
        };
        RecommendAnswer answer = _market.Recommender.Recommend(request, out _)!;
        Assert.Equal(2, answer.ModelVersion);
        Assert.Equal("i5", answer.Items[^1].Id);
        Assert.Equal(1, _market.Ask("feed", "ann").ModelVersion);
    }

    [Theory]
    [InlineData(2, 1.0, "no version 2; the newest is 1")]
    [InlineData(-1, 1.0, "no version -1")]
    [InlineData(1, 1.5, "a share of 1.5")]
    [InlineData(1, double.NaN, "a share of NaN")]
    [InlineData(1, 0.5, "in force for all already")]
    [InlineData(0, 0.5, "can be no canary")]
    public async Task WhatCannotBePromoted_IsRefusedPrecisely(int version, double share, string why)
    {
        await HandIn(TrainedRankers.Preferring("item.views.30d", 1));
        DirectiveRefusedException e = await Assert.ThrowsAsync<DirectiveRefusedException>(
            () => Promote(version, share));
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARankerOfFeaturesThatAreGone_LeavesTheOrderToRecall()
    {
        await Fill();
        string[] byRecall = _market.Ids("feed", "ann");
        await HandIn(TrainedRankers.Preferring("item.gone", 1));
        RecommendAnswer answer = _market.Ask("feed", "ann");
        Assert.Equal(0, answer.ModelVersion);
        Assert.Equal(byRecall, answer.Items.Select(i => i.Id));
    }

    [Fact]
    public async Task BodiesThatCannotBeFollowed_ArePassedOver()
    {
        byte[] right = RankerDirectives.Model(TrainedRankers.Preferring("item.views.30d", 1), "test");
        foreach (byte[] body in (byte[][])[[], [1, 2, 3], [255, 255, 255, 255, 1], right[..^1], "{}"u8.ToArray()])
        {
            await _market.Engine.DirectAsync(RankerProjection.ModelDirective, body);
            await _market.Engine.DirectAsync(RankerProjection.PromoteDirective, body);
        }

        Assert.Empty(Rankers().Versions);
        await _market.Engine.DirectAsync(RankerProjection.ModelDirective, right);
        Assert.Equal(1, Rankers().InForce);
    }

    private async Task Fill()
    {
        List<string> events = [];
        for (int i = 0; i < 6; i++)
        {
            for (int view = 0; view <= i; view++)
            {
                events.Add(_market.View(view + 1, $"v{i}{view}", $"i{i}"));
            }
        }

        await _market.Submit(events);
    }

    private Task<LogPosition> HandIn(TrainedRanker trained) => _market.Engine.DirectAsync(
        RankerProjection.ModelDirective, RankerDirectives.Model(trained, "test"));

    private Task<LogPosition> Promote(int version, double share) => _market.Engine.DirectAsync(
        RankerProjection.PromoteDirective, RankerDirectives.Promotion(new Promotion("feed", version, share, "test")),
        fold => fold.Projection<RankerProjection>().WhyNotPromote("feed", version, share));

    private SurfaceRankers Rankers()
    {
        using FoldScope scope = _market.Engine.Read();
        return scope.Fold.Projection<RankerProjection>().Of("feed");
    }
}
