using Souk.Learning.Evaluation;

namespace Souk.Recommend.Creators;

/// <summary>
/// How a creator moved an item. The uplift compares days with a promotion by this creator against days of the same item
/// and weekday within four weeks without one. It is the creator's doing only if nothing else that sells the item falls
/// on the promoted days more often than on the others, and if the effect does not last into the control days.
/// </summary>
/// <param name="Creator">The creator.</param>
/// <param name="Sales">The sales that the creator gets a commission for.</param>
/// <param name="Value">What those sales were worth to the creator, in base currency.</param>
/// <param name="PromotedDays">The days (UTC) with a promotion.</param>
/// <param name="MatchedDays">Those of them that have control days.</param>
/// <param name="SalesOnPromotedDays">The item's mean sales on matched promoted days, by anybody.</param>
/// <param name="SalesOnControlDays">The mean of the control days' sales.</param>
/// <param name="Uplift">The difference, in sales a day, with the 95 % interval by bootstrap over promoted days; null
/// with fewer than 3 matched days.</param>
public sealed record CreatorEffect(
    string Creator,
    int Sales,
    double Value,
    int PromotedDays,
    int MatchedDays,
    double SalesOnPromotedDays,
    double SalesOnControlDays,
    Estimate? Uplift);
