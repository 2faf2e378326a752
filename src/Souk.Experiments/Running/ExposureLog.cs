using System.Buffers;
using System.Text.Json;
using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Core.Intake;
using Souk.Experiments.Assignment;

namespace Souk.Experiments.Running;

/// <summary>Writes that a unit met a variant.</summary>
public static class ExposureLog
{
    /// <summary>Adds the exposure event of what was served to a batch; nothing if the unit takes part in no experiment
    /// or has met it before.</summary>
    /// <param name="batch">Takes the event.</param>
    /// <param name="parser">Reads it.</param>
    /// <param name="served">What was served.</param>
    /// <param name="id">The event's id.</param>
    /// <returns>Null, or why it is no event.</returns>
    public static EventError? AddTo(EventBatch batch, EventJsonParser parser, ServedVariant served, string id)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(parser);
        ArgumentNullException.ThrowIfNull(served);
        if (served.Experiment is null || served.IsExposed
            || ExposureEvent.Of(batch.Definition) is not ExposureEvent exposure)
        {
            return null;
        }

        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", ExposureEvent.TypeName);
            json.WriteString("id", id);
            json.WriteString("experiment", served.Experiment);
            json.WriteString("variant", served.Variant);
            json.WriteString(FieldOf(exposure, served.Unit!).Name, served.UnitId);
            json.WriteEndObject();
        }

        return parser.Parse(buffer.WrittenSpan, isCloudEvent: false, batch);
    }

    // A running experiment has such a field: it would not have started without.
    private static FieldDefinition FieldOf(ExposureEvent exposure, EntityKind unit) =>
        exposure.Type.EntityFields.Single(f => f.Type.Entity?.Name == unit.Name);
}
