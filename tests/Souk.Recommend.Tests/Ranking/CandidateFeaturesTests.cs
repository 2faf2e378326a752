using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Features.Engine;
using Souk.Recommend.Interactions;
using Souk.Recommend.Ranking;
using Souk.Recommend.Recall;

namespace Souk.Recommend.Tests.Ranking;

public sealed class CandidateFeaturesTests : IDisposable
{
    private readonly ShippedMarket _market = new();

    public void Dispose() => _market.Dispose();

    [Theory]
    [InlineData("creator_picks", "seen", "lamp", 4, 3)]
    [InlineData("creator_picks", "seen", "cup", 4, 1)]
    [InlineData("creator_picks", "alone", "lamp", 0, 0)]
    [InlineData("creators_for_item", "lamp", "seen", 4, 3)]
    [InlineData("creators_for_item", "cup", "alone", 0, 0)]
    public async Task Rankers_of_creators_read_what_the_audience_buys(
        string surface, string subject, string target, double orders, double ordersOfCategory)
    {
        _market.Listed(1, "lamp", "lamps");
        _market.Listed(1, "cup", "cups");
        _market.Watch(2, "alone", "stranger");
        for (int i = 0; i < 3; i++)
        {
            _market.Watch(2, "seen", $"fan{i}");
            _market.Order(3, $"fan{i}", "lamp");
        }

        _market.Order(3, "fan0", "cup");
        await _market.Submit();
        Dictionary<string, float> read = Read(surface, subject, target);
        Assert.Equal(orders, read["audience.orders.30d"]);
        Assert.Equal(ordersOfCategory, read["audience.category_orders.30d"]);
    }

    private Dictionary<string, float> Read(string name, string subject, string target)
    {
        using FoldScope scope = _market.Engine.Read();
        Fold fold = scope.Fold;
        SurfaceDefinition surface = fold.Definition.FindSurface(name)!;
        CandidateFeatures features = new(surface, fold.Projection<FeatureEngine>());
        RecallContext context = RecallContext.Of(
            fold.Projection<InteractionProjection>(), surface, Number(fold, surface.For, subject), [],
            fold.Time.Microseconds);
        features.Begin(context);
        float[] row = new float[features.Names.Count];
        features.Read(Number(fold, surface.Of, target), null, row);
        return features.Names.Zip(row).ToDictionary(n => n.First, n => n.Second);
    }

    private static uint Number(Fold fold, EntityKind kind, string id) =>
        fold.Entities.Find(kind.Index, Encoding.UTF8.GetBytes(id));
}
