using Souk.Learning.Numerics;

namespace Souk.Simulation;

/// <summary>
/// What items, sellers, creators and shoppers are like. Items have a category, a quality, a price and a popularity
/// (Zipf); shoppers like three categories, with weights that change slowly, and for one in five change at once. What a
/// shopper is like is computed from the seed whenever it is needed, so ten million of them take no memory.
/// </summary>
internal sealed class MarketModel
{
    private const int TasteDays = 45;
    private readonly ulong _seed;
    private readonly int[][] _byCategory;

    internal MarketModel(SimulationOptions options)
    {
        Options = options;
        _seed = options.Seed;
        ItemCategory = new byte[options.ItemCount + 1];
        ItemQuality = new float[options.ItemCount + 1];
        ItemCents = new int[options.ItemCount + 1];
        SellerQuality = new float[options.SellerCount + 1];
        for (int seller = 1; seller <= options.SellerCount; seller++)
        {
            SeededRandom random = Of(1, seller);
            SellerQuality[seller] = (float)Math.Clamp(0.75 + (random.NextGaussian() * 0.18), 0.05, 1);
        }

        List<int>[] byCategory = [.. Words.Categories.Select(_ => new List<int>())];
        for (int item = 1; item <= options.ItemCount; item++)
        {
            SeededRandom random = Of(2, item);
            int category = random.Next(Words.Categories.Length);
            ItemCategory[item] = (byte)category;
            ItemQuality[item] = (float)Math.Clamp(
                (0.6 * SellerQuality[SellerOf(item)]) + 0.2 + (random.NextGaussian() * 0.15), 0.02, 1);
            ItemCents[item] = (int)Math.Clamp(Math.Exp(3.2 + (category % 5 * 0.5) + (random.NextGaussian() * 0.7)) * 100, 99, 500_000);
            byCategory[category].Add(item);
        }

        _byCategory = [.. byCategory.Select(items => items.ToArray())];
    }

    internal SimulationOptions Options { get; }

    internal byte[] ItemCategory { get; }

    internal float[] ItemQuality { get; }

    internal int[] ItemCents { get; }

    internal float[] SellerQuality { get; }

    internal int SellerOf(int item) => 1 + (int)(Mix(3, item) % (ulong)Options.SellerCount);

    internal int TopicOf(int creator) => (int)(Mix(4, creator) % (ulong)Words.Categories.Length);

    internal static int DeviceOf(int shopper) => shopper;

    internal static int CardOf(int shopper) => shopper;

    internal static int IpOf(int shopper) => 1 + (shopper / 2);

    internal string CountryOf(int shopper) => (Mix(5, shopper) % 10) switch { < 5 => "DE", < 7 => "FR", 7 => "NL", 8 => "PL", _ => "ES" };

    /// <summary>How much a shopper likes a category on a day, 0 to 1.</summary>
    internal double TasteFor(int shopper, int category, int day)
    {
        int first = Favourite(shopper, 0, day);
        return category == first ? 1 : category == Favourite(shopper, 1, day) ? 0.6
            : category == Favourite(shopper, 2, day) ? 0.35 : 0.05;
    }

    /// <summary>A category that a shopper looks into on a day, by taste.</summary>
    internal int PickCategory(ref SeededRandom random, int shopper, int day)
    {
        double draw = random.NextDouble();
        return draw < 0.45 ? Favourite(shopper, 0, day)
            : draw < 0.70 ? Favourite(shopper, 1, day)
            : draw < 0.85 ? Favourite(shopper, 2, day)
            : random.Next(Words.Categories.Length);
    }

    /// <summary>An item of a category by popularity: the n-th most popular is drawn about n times less than the first.</summary>
    internal int PickItem(ref SeededRandom random, int category)
    {
        int[] items = _byCategory[category];
        if (items.Length == 0)
        {
            return 1 + random.Next(Options.ItemCount);
        }

        int rank = (int)(Math.Exp(random.NextDouble() * Math.Log(items.Length + 1)) - 1);
        return items[Math.Min(rank, items.Length - 1)];
    }

    /// <summary>The price of an item on a day: it varies with the week by up to a tenth, with sales now and then.</summary>
    internal int CentsOn(int item, int day)
    {
        ulong mix = Mix(6, (item * 1000L) + (day / 7));
        double factor = 0.9 + (mix % 1000 / 5000.0);
        return Math.Max(99, (int)(ItemCents[item] * (mix % 17 == 0 ? factor * 0.7 : factor)));
    }

    private int Favourite(int shopper, int rank, int day)
    {
        // The second and third favourite change every 45 days, at a different day for each shopper; the first one only for
        // one shopper in five.
        ulong who = Mix(7, shopper);
        long epoch = (day + (long)(who % TasteDays)) / TasteDays;
        bool drifts = rank > 0 || who % 5 == 0;
        return (int)(Mix(8 + rank, (shopper * 64L) + (drifts ? epoch : 0)) % (ulong)Words.Categories.Length);
    }

    private SeededRandom Of(int purpose, int number) => new(_seed ^ (ulong)purpose, (ulong)number);

    private ulong Mix(int purpose, long number)
    {
        ulong z = _seed + ((ulong)purpose * 0x9E3779B97F4A7C15UL) + ((ulong)number * 0xD1342543DE82EF95UL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
