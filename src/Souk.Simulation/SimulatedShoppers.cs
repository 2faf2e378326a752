using System.Globalization;
using Souk.Core;
using Souk.Learning.Numerics;

namespace Souk.Simulation;

/// <summary>
/// The shoppers of a simulated marketplace as somebody who shows them items meets them: what they do with an item by
/// their tastes, and what showing it is truly worth. The tastes are those of <see cref="MarketplaceSimulator"/> with
/// the same options. What a shopper does with an item depends on seed, moment, shopper and item alone, so that two ways
/// to choose items are compared by the same chances. Safe for use from several threads.
/// </summary>
public sealed class SimulatedShoppers
{
    private readonly MarketModel _market;

    /// <summary>Makes the shoppers of a marketplace.</summary>
    /// <param name="options">What the marketplace is like.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public SimulatedShoppers(SimulationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _market = new MarketModel(options);
    }

    /// <summary>How many shoppers there are; they are numbered from 1.</summary>
    public int Shoppers => _market.Options.Shoppers;

    /// <summary>How many items are on sale; they are numbered from 1.</summary>
    public int Items => _market.Options.ItemCount;

    /// <summary>How many creators there are; they are numbered from 1.</summary>
    public int Creators => _market.Options.CreatorCount;

    /// <summary>What is known of an item.</summary>
    public SimulatedItem Item(int item) => new(
        Number("i", item), Number("m", _market.SellerOf(item)), Words.Title(item, _market.ItemCategory[item]),
        Words.Categories[_market.ItemCategory[item]], Words.Brand(item, _market.ItemCategory[item]),
        Cents(_market.ItemCents[item]));

    /// <summary>What an item costs on a day.</summary>
    public Money PriceOn(int item, int day) => Cents(_market.CentsOn(item, day));

    /// <summary>An item as the marketplace's own page would show it: by what the shopper looks for and by
    /// popularity.</summary>
    public int Browse(ref SeededRandom random, int shopper, int day) =>
        _market.Show(ref random, shopper, _market.PickCategory(ref random, shopper, day), searches: false, day, out _);

    /// <summary>The true expected sales of showing an item to a shopper who looks at it, in the base
    /// currency.</summary>
    public double ValueOf(int shopper, int item, int day) =>
        _market.ClickChance(shopper, item, day) * _market.CartChance(item) * MarketModel.CheckoutChance
        * _market.CentsOn(item, day) / 100.0;

    /// <summary>What a shopper does with an item at a place of a page.</summary>
    /// <param name="shopper">The shopper.</param>
    /// <param name="item">The item.</param>
    /// <param name="place">The place, from 1.</param>
    /// <param name="day">The day, whose tastes count.</param>
    /// <param name="moment">A number of the page; another page, other chances.</param>
    public ShopperReaction React(int shopper, int item, int place, int day, long moment)
    {
        SeededRandom random = new(_market.Mix(21, (moment * 10_000_019L) + shopper), (ulong)item);
        if (random.NextDouble() > _market.ClickChance(shopper, item, day) * MarketModel.Attention(place))
        {
            return ShopperReaction.Passes;
        }

        return random.NextDouble() >= _market.CartChance(item) ? ShopperReaction.Looks
            : random.NextDouble() >= MarketModel.CheckoutChance ? ShopperReaction.AddsToCart
            : ShopperReaction.Buys;
    }

    /// <summary>The topic of a creator, a category.</summary>
    public string TopicOf(int creator) => Words.Categories[_market.TopicOf(creator)];

    /// <summary>Who watches a creator's room: shoppers who like the topic come more often.</summary>
    /// <param name="creator">The creator.</param>
    /// <param name="invited">How many shoppers hear of it.</param>
    /// <param name="day">The day.</param>
    /// <param name="moment">A number of the room.</param>
    public IReadOnlyList<int> Audience(int creator, int invited, int day, long moment)
    {
        SeededRandom random = new(_market.Mix(22, moment), (ulong)creator);
        List<int> audience = [];
        for (int i = 0; i < invited; i++)
        {
            int shopper = 1 + random.Next(Shoppers);
            if (random.NextDouble() < 0.2 + _market.TasteFor(shopper, _market.TopicOf(creator), day))
            {
                audience.Add(shopper);
            }
        }

        return audience;
    }

    /// <summary>The chance that somebody in a creator's room buys the item that is put forward.</summary>
    public double LiveChance(int shopper, int item, int day) =>
        0.02 + (0.10 * _market.TasteFor(shopper, _market.ItemCategory[item], day) * _market.ItemQuality[item]);

    private static Money Cents(long cents) => Money.FromDecimal(cents / 100m);

    private static string Number(string prefix, int number) => prefix + number.ToString(CultureInfo.InvariantCulture);
}
