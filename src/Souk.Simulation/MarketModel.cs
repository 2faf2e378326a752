using Souk.Learning.Numerics;
using Souk.Log;

namespace Souk.Simulation;

/// <summary>
/// What items, sellers, creators and shoppers are like. Items have a category, a quality, a price and a popularity
/// (Zipf); shoppers like three categories, with weights that change slowly, and for one in five change at once; they
/// have a favourite colour and brand and a purse. What a shopper is like is computed from the seed whenever it is
/// needed, so ten million of them take no memory.
/// </summary>
internal sealed class MarketModel
{
    /// <summary>The share of a page that is of the session's category where the shopper did not search.</summary>
    internal const double FocusShare = 0.7;

    /// <summary>The chance that a cart becomes an order.</summary>
    internal const double CheckoutChance = 0.45;

    private const int TasteDays = 45;
    private const int DeviceDays = 300;
    private const double FirstShare = 0.45;
    private const double SecondShare = 0.25;
    private const double ThirdShare = 0.15;
    private readonly ulong _seed;
    private readonly long _start;
    private readonly int[][] _byCategory;
    private readonly int[] _itemRank;
    private readonly double[] _logCount;

    internal MarketModel(SimulationOptions options)
    {
        Options = options;
        _seed = options.Seed;
        _start = LogTime.FromDateTimeOffset(options.Start).Microseconds;
        ItemCategory = new byte[options.ItemCount + 1];
        ItemQuality = new float[options.ItemCount + 1];
        ItemCents = new int[options.ItemCount + 1];
        SellerQuality = new float[options.SellerCount + 1];
        _itemRank = new int[options.ItemCount + 1];
        for (int seller = 1; seller <= options.SellerCount; seller++)
        {
            SeededRandom random = Of(1, seller);
            SellerQuality[seller] = (float)Math.Clamp(0.75 + (random.NextGaussian() * 0.18), 0.05, 1);
        }

        List<int>[] byCategory = [.. Words.Categories.Select(_ => new List<int>())];
        for (int item = 1; item <= options.ItemCount; item++)
        {
            int category = MakeItem(item);
            _itemRank[item] = byCategory[category].Count;
            byCategory[category].Add(item);
        }

        _byCategory = [.. byCategory.Select(items => items.ToArray())];
        _logCount = [.. byCategory.Select(items => Math.Log(items.Count + 1))];
    }

    internal SimulationOptions Options { get; }

    internal byte[] ItemCategory { get; }

    internal float[] ItemQuality { get; }

    internal int[] ItemCents { get; }

    internal float[] SellerQuality { get; }

    /// <summary>The day of a moment, from 0.</summary>
    internal int DayAt(long time) => (int)Math.Max(0, (time - _start) / Shopping.Day);

    internal int SellerOf(int item) => 1 + (int)(Mix(3, item) % (ulong)Options.SellerCount);

    internal int TopicOf(int creator) => (int)(Mix(4, creator) % (ulong)Words.Categories.Length);

    /// <summary>A shopper's device: one of two, and others after some 300 days.</summary>
    internal int DeviceOf(int shopper, int day, bool second)
    {
        long epoch = (day + (long)(Mix(11, shopper) % DeviceDays)) / DeviceDays;
        return (shopper * 8) + ((int)(epoch % 4) * 2) + (second ? 1 : 0);
    }

    internal static int CardOf(int shopper) => shopper;

    /// <summary>The internet address of a shopper's home; households share one.</summary>
    internal static int IpOf(int shopper) => 1 + (shopper / 2);

    /// <summary>The address that a shopper has things sent to; households share one.</summary>
    internal static int AddressOf(int shopper) => 1 + (shopper / 2);

    /// <summary>The coupon campaign of a day's week.</summary>
    internal static int CouponOn(int day) => 1 + (day / 7);

    internal string CountryOf(int number) =>
        (Mix(5, number) % 10) switch { < 5 => "DE", < 7 => "FR", 7 => "NL", 8 => "PL", _ => "ES" };

    /// <summary>The item that a shopper buys again and again, as one in eight does; 0 for the others.</summary>
    internal int StapleOf(int shopper)
    {
        SeededRandom random = Of(15, shopper);
        return random.Next(8) == 0 ? PickItem(ref random, Favourite(shopper, 0, 0)) : 0;
    }

    /// <summary>The chance that a shopper claims the week's coupon in a session: one in ten hunts for them.</summary>
    internal double CouponChance(int shopper) => Mix(16, shopper) % 10 == 0 ? 0.25 : 0.03;

    /// <summary>How much a shopper likes a category on a day, 0 to 1.</summary>
    internal double TasteFor(int shopper, int category, int day)
    {
        int first = Favourite(shopper, 0, day);
        return category == first ? 1 : category == Favourite(shopper, 1, day) ? 0.6
            : category == Favourite(shopper, 2, day) ? 0.35 : 0.05;
    }

    /// <summary>How well an item's looks and price suit a shopper, added to the utility: a favourite colour and brand
    /// draw, a price beyond the purse repels.</summary>
    internal double SuitsBy(int shopper, int item)
    {
        ulong who = Mix(12, shopper);
        double suits = item % Words.ColourCount == (int)(who % Words.ColourCount) ? 0.8 : 0;
        suits += item % Words.BrandsPerCategory == (int)(who / 16 % Words.BrandsPerCategory) ? 0.5 : 0;
        double logPurse = 7.5 + (who / 1024 % 1000 / 400.0);
        return suits - (0.5 * Math.Max(0, Math.Log(ItemCents[item]) - logPurse));
    }

    /// <summary>A category that a shopper looks into on a day, by taste.</summary>
    internal int PickCategory(ref SeededRandom random, int shopper, int day)
    {
        double draw = random.NextDouble();
        return draw < FirstShare ? Favourite(shopper, 0, day)
            : draw < FirstShare + SecondShare ? Favourite(shopper, 1, day)
            : draw < FirstShare + SecondShare + ThirdShare ? Favourite(shopper, 2, day)
            : random.Next(Words.Categories.Length);
    }

    /// <summary>An item of a category by popularity: the n-th most popular is drawn about n times less than the
    /// first.</summary>
    internal int PickItem(ref SeededRandom random, int category)
    {
        int[] items = _byCategory[category];
        int rank = (int)(Math.Exp(random.NextDouble() * _logCount[category]) - 1);
        return items[Math.Min(rank, items.Length - 1)];
    }

    /// <summary>An item for one place of a page.</summary>
    /// <param name="random">The source of chance.</param>
    /// <param name="shopper">Who sees the page.</param>
    /// <param name="category">What the session is about.</param>
    /// <param name="searches">Whether the page answers a search, and so holds nothing else.</param>
    /// <param name="day">The day.</param>
    /// <param name="propensity">The exact probability of this item at this place, given the others.</param>
    internal int Show(
        ref SeededRandom random, int shopper, int category, bool searches, int day, out double propensity)
    {
        int shown = searches || random.NextDouble() < FocusShare ? category : PickCategory(ref random, shopper, day);
        int item = PickItem(ref random, shown);
        double ofCategory = searches ? 1
            : (shown == category ? FocusShare : 0) + ((1 - FocusShare) * CategoryChance(shopper, shown, day));
        int rank = _itemRank[item];
        propensity = ofCategory * Math.Log((rank + 2.0) / (rank + 1.0)) / _logCount[shown];
        return item;
    }

    /// <summary>The chance that a place of a page is looked at, from 1 on.</summary>
    internal static double Attention(int place) => Math.Pow(place, -0.35);

    /// <summary>The chance that a shopper clicks an item that they look at: logistic in taste, looks, quality and the
    /// price against the item's usual one.</summary>
    internal double ClickChance(int shopper, int item, int day)
    {
        double taste = TasteFor(shopper, ItemCategory[item], day);
        double price = Math.Log(CentsOn(item, day) / (double)ItemCents[item]);
        double utility = -3.1 + (2.4 * taste) + SuitsBy(shopper, item) + (1.2 * ItemQuality[item]) - (3.0 * price);
        return 1 / (1 + Math.Exp(-utility));
    }

    /// <summary>The chance that an item that was clicked goes into the cart.</summary>
    internal double CartChance(int item) => 0.08 + (0.22 * ItemQuality[item]);

    /// <summary>The price of an item on a day: it varies with the week by up to a tenth, with sales now and
    /// then.</summary>
    internal int CentsOn(int item, int day)
    {
        ulong mix = Mix(6, (item * 1000L) + (day / 7));
        double factor = 0.9 + (mix % 1000 / 5000.0);
        return Math.Max(99, (int)(ItemCents[item] * (mix % 17 == 0 ? factor * 0.7 : factor)));
    }

    /// <summary>64 bits that depend on the seed, a purpose and a number only.</summary>
    internal ulong Mix(int purpose, long number)
    {
        ulong z = _seed + ((ulong)purpose * 0x9E3779B97F4A7C15UL) + ((ulong)number * 0xD1342543DE82EF95UL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    private int MakeItem(int item)
    {
        // The first items go round the categories, so that none is empty.
        SeededRandom random = Of(2, item);
        int category = random.Next(Words.Categories.Length);
        category = item <= Words.Categories.Length ? item - 1 : category;
        ItemCategory[item] = (byte)category;
        ItemQuality[item] = (float)Math.Clamp(
            (0.6 * SellerQuality[SellerOf(item)]) + 0.2 + (random.NextGaussian() * 0.15), 0.02, 1);
        double logEuros = 3.2 + (category % 5 * 0.5) + (random.NextGaussian() * 0.7);
        ItemCents[item] = (int)Math.Clamp(Math.Exp(logEuros) * 100, 99, 500_000);
        return category;
    }

    private double CategoryChance(int shopper, int category, int day) =>
        (category == Favourite(shopper, 0, day) ? FirstShare : 0)
        + (category == Favourite(shopper, 1, day) ? SecondShare : 0)
        + (category == Favourite(shopper, 2, day) ? ThirdShare : 0)
        + ((1 - FirstShare - SecondShare - ThirdShare) / Words.Categories.Length);

    private int Favourite(int shopper, int rank, int day)
    {
        // The second and third favourite change every 45 days, at a different day for each shopper; the first one only
        // for one shopper in five.
        ulong who = Mix(7, shopper);
        long epoch = (day + (long)(who % TasteDays)) / TasteDays;
        bool drifts = rank > 0 || who % 5 == 0;
        return (int)(Mix(8 + rank, (shopper * 128L) + (drifts ? epoch : 0)) % (ulong)Words.Categories.Length);
    }

    private SeededRandom Of(int purpose, int number) => new(_seed ^ (ulong)purpose, (ulong)number);
}
