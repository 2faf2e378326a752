using Souk.Learning.Evaluation;

namespace Souk.Risk.Patterns;

/// <summary>A rule that somebody might want, with how it would have done.</summary>
public sealed record RuleProposal
{
    /// <summary>Its id, the same for the same condition.</summary>
    public required string Id { get; init; }

    /// <summary>The event type it is for.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>The condition in CEL, checked against the definition.</summary>
    public required string When { get; init; }

    /// <summary>Events it caught in the time it was learned from.</summary>
    public required int Hits { get; init; }

    /// <summary>Bad ones among them.</summary>
    public required int BadHits { get; init; }

    /// <summary>Events it caught in the later time it is judged on.</summary>
    public required int LaterHits { get; init; }

    /// <summary>Bad ones among them.</summary>
    public required int LaterBadHits { get; init; }

    /// <summary>Bad ones among them that the decisions of the time let through.</summary>
    public required int LaterNew { get; init; }

    /// <summary>The share of all later bad events that it catches; NaN without any.</summary>
    public required double LaterRecall { get; init; }

    /// <summary>The share of its bad events that it is expected to keep on other items, devices, days ... than those
    /// of the bad events that it was learned from, above 0 to 0.97.</summary>
    public required double Generality { get; init; }

    /// <summary>The kind of entity that its bad events name the fewest of, by the event's field, such as <c>item</c>;
    /// <c>event</c> if none are fewer than the events.</summary>
    public required string GroupKind { get; init; }

    /// <summary>How many of these there are, the often named ones counting more: 1 for a single one, of which alone
    /// nobody can tell what holds for others.</summary>
    public required double Groups { get; init; }

    /// <summary>The share of bad ones among <see cref="LaterHits"/>, with Wilson's 95 % interval.</summary>
    public Estimate LaterPrecision => Proportion.Wilson(LaterBadHits, LaterHits);

    /// <summary>The precision expected on groups not seen yet: that of all hits, of which the bad ones count by
    /// <see cref="Generality"/>; with Wilson's 95 % interval. Proposals are ranked by its lower end.</summary>
    public Estimate ExpectedPrecision
    {
        get
        {
            double bad = Generality * (BadHits + LaterBadHits);
            int good = Hits - BadHits + LaterHits - LaterBadHits;
            return Proportion.Wilson(bad, bad + good);
        }
    }
}
