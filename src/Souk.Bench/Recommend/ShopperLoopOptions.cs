namespace Souk.Bench.Recommend;

/// <summary>What a closed loop of shoppers is like.</summary>
internal sealed record ShopperLoopOptions
{
    /// <summary>How many sessions there are a day.</summary>
    internal required int SessionsPerDay { get; init; }

    /// <summary>How many pages somebody who comes looks at.</summary>
    internal int PagesPerSession { get; init; } = 2;

    /// <summary>Whether the second page of a session is the shopper's own: what they look for themselves, not what the
    /// surface says. It counts in no figure.</summary>
    internal bool LooksAround { get; init; }

    /// <summary>Whether the engine learns of a day's events only at its end.</summary>
    internal bool IsDaily { get; init; }

    /// <summary>When items are listed. Default: all at the opening.</summary>
    internal ItemArrivals Arrivals { get; init; } = ItemArrivals.AllAtOnce;

    /// <summary>The definition.</summary>
    internal string Definition { get; init; } = LoopDefinition.Text;
}
