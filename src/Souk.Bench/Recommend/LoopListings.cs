using Souk.Core.Definition;
using Souk.Log;
using Souk.Simulation;

namespace Souk.Bench.Recommend;

/// <summary>Lists the items of simulated shoppers in an engine.</summary>
internal static class LoopListings
{
    /// <summary>When the marketplace opens.</summary>
    internal static readonly LogTime Opening =
        LogTime.FromDateTimeOffset(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private const int StockOfAll = 1_000_000;

    /// <summary>Lists every item and gives their numbers by id.</summary>
    internal static Dictionary<string, int> List(EngineUnderTest engine, SimulatedShoppers shoppers)
    {
        Dictionary<string, int> numbers = [];
        for (int item = 1; item <= shoppers.Items; item++)
        {
            numbers[shoppers.Item(item).Id] = item;
            List(engine, shoppers, item, Opening);
        }

        return numbers;
    }

    /// <summary>Lists one item.</summary>
    internal static void List(EngineUnderTest engine, SimulatedShoppers shoppers, int item, LogTime at)
    {
        SimulatedItem listed = shoppers.Item(item);
        EventType type = engine.Begin("item_listed", at);
        engine.Set(type, "item", listed.Id);
        engine.Set(type, "seller", listed.Seller);
        engine.Set(type, "title", listed.Title);
        engine.Set(type, "category", listed.Category);
        engine.Set(type, "brand", listed.Brand);
        engine.Encoder.SetMoney(type.FindField("price")!.Index, listed.Price);
        engine.Encoder.SetWhole(type.FindField("stock")!.Index, StockOfAll);
        engine.End(at);
    }

    /// <summary>Adds an order of one item.</summary>
    internal static void Order(
        EngineUnderTest engine, SimulatedShoppers shoppers, string shopper, int item, int day, string order, LogTime at)
    {
        EventType type = engine.Begin("order_line", at);
        engine.Set(type, "shopper", shopper);
        engine.Set(type, "item", shoppers.Item(item).Id);
        engine.Set(type, "order", order);
        engine.Set(type, "seller", shoppers.Item(item).Seller);
        engine.Encoder.SetWhole(type.FindField("quantity")!.Index, 1);
        engine.Encoder.SetMoney(type.FindField("price")!.Index, shoppers.PriceOn(item, day));
        engine.Encoder.SetMoney(type.FindField("amount")!.Index, shoppers.PriceOn(item, day));
        engine.End(at);
    }

    /// <summary>Adds an event of a shopper and an item.</summary>
    internal static void Touch(
        EngineUnderTest engine,
        SimulatedShoppers shoppers,
        string name,
        string shopper,
        int item,
        LogTime at,
        int rank = 0)
    {
        EventType type = engine.Begin(name, at);
        engine.Set(type, "shopper", shopper);
        engine.Set(type, "item", shoppers.Item(item).Id);
        if (type.FindField("surface") is not null)
        {
            engine.Set(type, "surface", "home");
        }

        if (rank > 0)
        {
            engine.Encoder.SetWhole(type.FindField("rank")!.Index, rank);
        }

        engine.End(at);
    }
}
