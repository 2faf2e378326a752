using Souk.Features.Reading;
using Souk.Log;

namespace Souk.Features.Training;

/// <summary>One row of a training set.</summary>
/// <param name="Position">The position of its event.</param>
/// <param name="Time">The log time of its event.</param>
/// <param name="EventId">The id of its event.</param>
/// <param name="Values">The columns' values, as they were at the event, which is included.</param>
/// <param name="Label">1 or 0; null without a label.</param>
/// <param name="IsMature">Whether the label can change no more; true without a label.</param>
public sealed record TrainingRow(
    LogPosition Position, LogTime Time, string EventId, IReadOnlyList<FeatureValue> Values, int? Label, bool IsMature);
