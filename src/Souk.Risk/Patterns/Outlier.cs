using Souk.Log;

namespace Souk.Risk.Patterns;

/// <summary>A recent event unlike those of the reference span.</summary>
/// <param name="Position">Where it is in the log.</param>
/// <param name="EventId">Its id.</param>
/// <param name="Score">How far out it is, by tail probabilities summed over the columns (ECOD; Li et al.,
/// 2022).</param>
/// <param name="Reasons">The columns that put it there, the strongest first, with their values.</param>
public sealed record Outlier(LogPosition Position, string EventId, double Score, IReadOnlyList<string> Reasons);
