using Souk.Core;

namespace Souk.Features.Training;

/// <summary>How a row gets its label: from a later event that names the same thing, such as the chargeback of a
/// payment. A row's label is 1 if such an event came within the delay, else 0; it is mature once the log is further
/// than the delay past the row.</summary>
/// <param name="EventType">The type of the later event.</param>
/// <param name="Field">The field that both events have and that joins them; an entity reference, a text or a whole
/// number.</param>
/// <param name="Delay">How long after the row an event still counts.</param>
/// <param name="Where">A CEL condition on the later event; null: all count.</param>
public sealed record TrainingLabel(string EventType, string Field, Duration Delay, string? Where = null);
