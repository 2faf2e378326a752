using Souk.Core;
using Souk.Graph.Dense;

namespace Souk.Graph.Rings;

/// <summary>What a <see cref="RingDetector"/> looks at.</summary>
public sealed record RingOptions
{
    /// <summary>The acts to look at. By default reviews of items, claims of coupons and orders at sellers, as far as
    /// the
    /// definition has them.</summary>
    public IReadOnlyList<RingActs> Acts { get; init; } =
    [
        new RingActs("review", "shopper", "item"), new RingActs("coupon_claim", "shopper", "coupon"),
        new RingActs("order_line", "shopper", "seller"),
    ];

    /// <summary>How far back acts count; default 30 days.</summary>
    public Duration Window { get; init; } = Duration.FromDays(30);

    /// <summary>How far apart in time two acts on one target may be to count as done together; default 1
    /// hour.</summary>
    public Duration Together { get; init; } = Duration.FromHours(1);

    /// <summary>A component has grown fast if at least half of its members got their first tie within this time;
    /// default 7
    /// days.</summary>
    public Duration Growth { get; init; } = Duration.FromDays(7);

    /// <summary>The fewest members of a ring; default 5.</summary>
    public int MinMembers { get; init; } = 5;

    /// <summary>Settings of the search for dense blocks.</summary>
    public FraudarOptions Blocks { get; init; } = new();
}
