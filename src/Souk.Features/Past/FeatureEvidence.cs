using Souk.Features.Reading;
using Souk.Log;

namespace Souk.Features.Past;

/// <summary>One event inside the window of a feature.</summary>
/// <param name="Position">Where it stands in the log.</param>
/// <param name="Time">Its log time.</param>
/// <param name="EventType">Its type.</param>
/// <param name="Id">Its id.</param>
/// <param name="Value">The value that it brought; missing for features that only count or look at times.</param>
/// <param name="Weight">What it counts for: 1, or for decayed sums and top k what is left of its weight.</param>
public sealed record FeatureEvidence(
    LogPosition Position, LogTime Time, string EventType, string Id, FeatureValue Value, double Weight);
