using Souk.Learning.Numerics;

namespace Souk.Simulation;

/// <summary>Words of titles and reviews. They carry attributes (colour, material, kind of thing, faults), so that
/// methods that read texts have something to find; no text is of a real product.</summary>
internal static class Words
{
    /// <summary>How many colours there are; items take them in turn.</summary>
    internal const int ColourCount = 10;

    /// <summary>How many brands a category has; items take them in turn.</summary>
    internal const int BrandsPerCategory = 7;

    internal static readonly string[] Categories =
    [
        "shoes", "shirts", "dresses", "bags", "watches", "phones", "headphones", "laptops", "cameras", "lamps",
        "chairs",
        "kitchen", "toys", "books", "games", "garden", "bikes", "camping", "beauty", "perfume", "snacks", "coffee",
        "pets", "tools",
    ];

    private static readonly string[] _things =
    [
        "running shoe", "cotton shirt", "summer dress", "shoulder bag", "steel watch", "smart phone",
        "wireless headphone",
        "thin laptop", "compact camera", "desk lamp", "office chair", "frying pan", "building set", "crime novel",
        "board game", "garden hose", "city bike", "family tent", "face cream", "eau de toilette", "nut mix",
        "coffee beans", "dog bed", "cordless drill",
    ];

    private static readonly string[] _colours =
        ["black", "white", "red", "blue", "green", "grey", "yellow", "pink", "brown", "silver"];

    private static readonly string[] _materials =
        ["leather", "cotton", "steel", "wood", "plastic", "wool", "glass", "linen", "aluminium", "bamboo"];

    private static readonly string[] _good =
    [
        "great", "very happy", "just as described", "fast delivery", "lovely", "works well", "good value",
        "would buy again",
    ];

    private static readonly string[] _bad =
    [
        "broken on arrival", "too small", "came late", "poor quality", "not as described", "smells",
        "stopped working", "a waste of money",
    ];

    private static readonly string[] _praise =
        ["best product ever", "five stars amazing seller", "perfect perfect perfect", "everyone must buy this"];

    private static readonly string[] _refundReasons = ["not received", "does not please", "broken", "too small"];

    internal static string Brand(int item, int category) =>
        $"brand{(category * BrandsPerCategory) + (item % BrandsPerCategory)}";

    internal static string Colour(int item) => _colours[item % ColourCount];

    internal static string Material(int item) => _materials[item / 3 % _materials.Length];

    internal static string Title(int item, int category) =>
        $"{Brand(item, category)} {Colour(item)} {Material(item)} {_things[category]} {item % 100}";

    internal static string Query(int item, int category) => $"{Colour(item)} {_things[category]}";

    /// <summary>Why money is asked back for an order. Who does so for gain says more often that nothing
    /// came.</summary>
    internal static string RefundReason(int order, AbusePattern pattern) =>
        pattern == AbusePattern.RefundAbuse && order % 3 == 0
            ? _refundReasons[0]
            : _refundReasons[order / 4 % _refundReasons.Length];

    internal static string Review(ref SeededRandom random, int rating, int item, AbusePattern pattern)
    {
        // Paid reviewers gush; some honest ones do too, so the words alone do not give them away.
        bool gushes = rating == 5 && random.NextDouble() < (pattern == AbusePattern.Brushing ? 0.3 : 0.08);
        if (gushes)
        {
            return _praise[random.Next(_praise.Length)];
        }

        string[] words = rating >= 4 ? _good : rating <= 2 ? _bad : random.Next(2) == 0 ? _good : _bad;
        string first = words[random.Next(words.Length)];
        string verdict = rating >= 3 ? "nice" : "cheap";
        return random.Next(2) == 0 ? first : $"{first}, the {Colour(item)} {Material(item)} is {verdict}";
    }
}
