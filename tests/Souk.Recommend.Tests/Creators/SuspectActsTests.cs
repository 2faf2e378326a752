using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Log;
using Souk.Recommend.Creators;
using Souk.Recommend.Interactions;
using Souk.Recommend.Models;
using Souk.Risk;

namespace Souk.Recommend.Tests.Creators;

public sealed class SuspectActsTests : IDisposable
{
    private const string Policy = """
        name: test
        outcomes:
          chargeback: { on: chargeback, of: payment, by: payment, matures: 60d }
        checkpoints:
          payment:
            default: approve
            rules: [ { id: large, when: event.amount > 500.0, outcome: decline, reason: LARGE, owner: test } ]
        """;

    private readonly ShippedMarket _market = new(
        new FeatureEngineFactory(), new LinkProjectionFactory(), new RiskEngineFactory(Policy),
        new InteractionProjectionFactory(), new RankerProjectionFactory());

    public void Dispose() => _market.Dispose();

    [Fact]
    public async Task Sales_whose_payment_was_declined_say_nothing_of_who_moves_an_item()
    {
        _market.Listed(0, "tea", "drinks");
        Sale(1, "good", "o1", 20);
        Sale(1, "good", "o2", 20);
        Sale(2, "other", "o3", 900);
        _market.Watch(2, "c1", "other");
        await _market.Submit();

        CreatorInsights insights = CreatorInsights.Read(
            _market.Engine, cancellation: TestContext.Current.CancellationToken);

        CreatorEffect effect = Assert.Single(insights.EffectsOn("tea")!);
        Assert.Equal(2, effect.Sales);
        CreatorReport report = insights.Of("c1")!;
        Assert.Equal((2, 2, 1), (report.Sales, report.Members, report.Buyers));
    }

    [Fact]
    public async Task A_sale_that_is_charged_back_later_is_left_out_and_the_shopper_with_it()
    {
        _market.Listed(0, "tea", "drinks");
        Sale(1, "good", "o1", 20);
        Sale(1, "thief", "o2", 20);
        Sale(2, "thief", "o3", 20);
        await _market.Submit();
        Assert.Equal(3, SalesOfTea());

        _market.Add(30, "chargeback", """ "payment":"p-o2","shopper":"thief","card":"card","amount":"20" """);
        await _market.Submit();
        Assert.Equal(1, SalesOfTea());
    }

    [Fact]
    public async Task The_log_is_read_once()
    {
        _market.Listed(0, "tea", "drinks");
        Sale(1, "good", "o1", 20);
        await _market.Submit();
        List<long> positions = [];

        CreatorInsights.Read(_market.Engine, new Positions(positions), TestContext.Current.CancellationToken);

        Assert.NotEmpty(positions);
        Assert.Equal(positions.Distinct().Order(), positions);
    }

    private int SalesOfTea() => Assert.Single(CreatorInsights.Read(_market.Engine).EffectsOn("tea")!).Sales;

    private void Sale(double day, string shopper, string order, int amount)
    {
        _market.Add(
            day, "live_sale",
            $$"""
                "live_room":"r","creator":"c1","shopper":"{{shopper}}","item":"tea","order":"{{order}}",
                "amount":"{{amount}}","commission":"2"
                """);
        _market.Add(
            day, "order_line",
            $$"""
                "order":"{{order}}","shopper":"{{shopper}}","item":"tea","seller":"of-tea","quantity":1,
                "price":"{{amount}}","amount":"{{amount}}"
                """);
        _market.Add(
            day + 0.001, "payment",
            $$"""
                "payment":"p-{{order}}","order":"{{order}}","shopper":"{{shopper}}","card":"card-{{shopper}}",
                "amount":"{{amount}}"
                """);
    }

    private sealed class Positions(List<long> seen) : IProgress<LogPosition>
    {
        public void Report(LogPosition value) => seen.Add(value.Value);
    }
}
