using Souk.Core.Definition;
using Souk.Log;
using Souk.Recommend.Serving;
using Souk.Simulation;

namespace Souk.Bench.Recommend;

/// <summary>Lists the items of simulated shoppers in an engine.</summary>
internal static class LoopListings
{
    /// <summary>When the marketplace opens.</summary>
    internal static readonly LogTime Opening =
        LogTime.FromDateTimeOffset(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    // The pages that the marketplace makes itself.
    private const string Home = "home";

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
        EngineUnderTest engine, SimulatedShoppers shoppers, string name, string shopper, int item, LogTime at)
    {
        EventType type = engine.Begin(name, at);
        engine.Set(type, "shopper", shopper);
        engine.Set(type, "item", shoppers.Item(item).Id);
        if (type.FindField("surface") is not null)
        {
            engine.Set(type, "surface", Home);
        }

        engine.End(at);
    }

    /// <summary>Adds the impression of an item.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="shopper">Who sees it.</param>
    /// <param name="item">The item.</param>
    /// <param name="place">Its place, from 1.</param>
    /// <param name="answer">The answer that it stands in; null for a page that no surface made.</param>
    /// <param name="request">The page.</param>
    /// <param name="at">When.</param>
    internal static void Impression(
        EngineUnderTest engine, string shopper, string item, int place, RecommendAnswer? answer, string request,
        LogTime at)
    {
        EventType type = engine.Begin("impression", at);
        engine.Set(type, "shopper", shopper);
        engine.Set(type, "item", item);
        engine.Set(type, "surface", answer?.Surface.Name ?? Home);
        engine.Set(type, "request", request);
        engine.Encoder.SetWhole(type.FindField("rank")!.Index, place);
        if (answer?.Items[place - 1] is Recommendation shown)
        {
            engine.Encoder.SetNumber(type.FindField("propensity")!.Index, shown.Propensity);
            engine.Encoder.SetWhole(type.FindField("model")!.Index, answer.ModelVersion);
            if (shown.ModelChance is double chance)
            {
                engine.Encoder.SetNumber(type.FindField("chance")!.Index, chance);
            }
        }

        engine.End(at);
    }
}
