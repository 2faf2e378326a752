using Souk.Learning.Evaluation;

namespace Souk.Recommend.Creators;

/// <summary>What is known of a creator and the audience: those who watch or buy from them. Older acts weigh less; the
/// half-life is 30 days.</summary>
public sealed record CreatorReport
{
    /// <summary>The creator.</summary>
    public required string Id { get; init; }

    /// <summary>The shoppers who watched or bought, the newest 20,000.</summary>
    public required int Members { get; init; }

    /// <summary>Those of them who bought from the creator.</summary>
    public required int Buyers { get; init; }

    /// <summary>The sales that the creator gets a commission for.</summary>
    public required int Sales { get; init; }

    /// <summary>The chance that a member buys, 0 to 1: the mean of the beta posterior under a prior from all creators,
    /// with its 95 % range by the normal approximation. A creator without members gets the mean of all.</summary>
    public required Estimate Conversion { get; init; }

    /// <summary>What a sale is worth (the value of the surface for creators, by default the commission in base
    /// currency), shrunk towards the mean of all creators; 0 if there was no sale at all.</summary>
    public required double ValuePerSale { get; init; }

    /// <summary>What the audience buys anywhere, the largest share first; every member counts by their weight, however
    /// much they buy.</summary>
    public required IReadOnlyList<CategoryShare> Categories { get; init; }

    /// <summary>What the creator promoted and sold, the largest share first; changes with the last event.</summary>
    public required IReadOnlyList<CategoryShare> Interests { get; init; }

    /// <summary>Where the audience is, by country, largest first; the lift is over all members of audiences.</summary>
    public required IReadOnlyList<CategoryShare> Regions { get; init; }

    /// <summary>The geometric mean of the listed prices of what the audience bought, in base currency; null if no price
    /// is known.</summary>
    public required double? PriceLevel { get; init; }
}
