using Souk.Learning.Evaluation;

namespace Souk.Risk.Patterns;

/// <summary>A rule that somebody might want, with how it would have done.</summary>
/// <param name="Id">Its id, the same for the same condition.</param>
/// <param name="Checkpoint">The event type it is for.</param>
/// <param name="When">The condition in CEL, checked against the definition.</param>
/// <param name="Hits">Events it caught in the time it was learned from.</param>
/// <param name="BadHits">Bad ones among them.</param>
/// <param name="LaterHits">Events it caught in the later time it is judged on.</param>
/// <param name="LaterBadHits">Bad ones among them.</param>
/// <param name="LaterPrecision">Their share, with Wilson's 95 % interval.</param>
/// <param name="LaterNew">Bad ones among them that the decisions of the time let through.</param>
/// <param name="LaterRecall">The share of all later bad events that it catches; NaN without any.</param>
public sealed record RuleProposal(
    string Id,
    string Checkpoint,
    string When,
    int Hits,
    int BadHits,
    int LaterHits,
    int LaterBadHits,
    Estimate LaterPrecision,
    int LaterNew,
    double LaterRecall);
