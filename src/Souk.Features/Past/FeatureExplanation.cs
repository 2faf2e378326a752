using Souk.Core.Definition;
using Souk.Features.Reading;
using Souk.Log;

namespace Souk.Features.Past;

/// <summary>How the value of a feature column came about.</summary>
/// <param name="Column">The column.</param>
/// <param name="Value">Its value.</param>
/// <param name="Position">The last log position that was looked at.</param>
/// <param name="Time">The log time that the value is of; the window ends there, or the feature's delay earlier.</param>
/// <param name="Events">The events inside the window, the newest last; the newest ones if there are too many.</param>
/// <param name="TotalEvents">How many events are inside the window.</param>
/// <param name="Reads">For a ratio or a derived feature the columns it reads.</param>
public sealed record FeatureExplanation(
    FeatureColumn Column,
    FeatureValue Value,
    LogPosition Position,
    LogTime Time,
    IReadOnlyList<FeatureEvidence> Events,
    long TotalEvents,
    IReadOnlyList<FeatureExplanation> Reads);
