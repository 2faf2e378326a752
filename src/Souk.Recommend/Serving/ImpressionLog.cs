using System.Buffers;
using System.Text.Json;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.Intake;
using Souk.Log;

namespace Souk.Recommend.Serving;

/// <summary>Logs what an answer shows as events of the surface's signal of weight 0, with place, propensity and model
/// version where the event type has fields of these names: <c>surface</c>, <c>request</c>, <c>variant</c> (text),
/// <c>rank</c>, <c>model</c> (whole) and <c>propensity</c> (number).</summary>
public static class ImpressionLog
{
    /// <summary>The signal that says that an object was shown, or null if the surface has none.</summary>
    public static SignalDefinition? SignalOf(SurfaceDefinition surface)
    {
        ArgumentNullException.ThrowIfNull(surface);
        return surface.For == surface.Actor ? surface.Signals.FirstOrDefault(s => s.Weight == 0) : null;
    }

    /// <summary>Hands the impressions of an answer to the engine.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="subject">Whom it was for.</param>
    /// <param name="request">The id of the request; the events' ids begin with it, so that the same answer is logged
    /// once.</param>
    /// <param name="variant">The variant of an experiment that made it, or null.</param>
    /// <returns>Null once they are logged, or why they cannot be.</returns>
    public static async Task<string?> LogAsync(
        SoukEngine engine, RecommendAnswer answer, string subject, string request, string? variant = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(answer);
        if (SignalOf(answer.Surface) is not SignalDefinition shown)
        {
            return $"The surface '{answer.Surface.Name}' has no signal of weight 0 that says that an object was shown.";
        }

        if (answer.Items.Count == 0)
        {
            return null;
        }

        EventBatch batch = new(engine.Definition);
        EventJsonParser parser = new(
            engine.Definition, new IntakeClock(TimeProvider.System, engine.Definition.MaxClockSkew));
        ArrayBufferWriter<byte> buffer = new();
        for (int i = 0; i < answer.Items.Count; i++)
        {
            buffer.Clear();
            Write(buffer, shown, answer, i, subject, request, variant);
            if (parser.Parse(buffer.WrittenSpan, isCloudEvent: false, batch) is EventError error)
            {
                return error.ToString();
            }
        }

        if (!engine.TrySubmit(batch, Acknowledgement.Durable, out Task<SubmitResult> logged))
        {
            return "The queue of events is full; log the impressions later.";
        }

        await logged;
        return null;
    }

    private static void Write(
        ArrayBufferWriter<byte> buffer, SignalDefinition shown, RecommendAnswer answer, int at, string subject,
        string request, string? variant)
    {
        Recommendation item = answer.Items[at];
        using Utf8JsonWriter json = new(buffer);
        json.WriteStartObject();
        json.WriteString("type", shown.EventType.Name);
        json.WriteString("id", $"{request}-{at + 1}");
        json.WriteString(shown.Subject.Name, subject);
        json.WriteString(shown.Object.Name, item.Id);
        WriteText(json, shown.EventType, "surface", answer.Surface.Name);
        WriteText(json, shown.EventType, "request", request);
        WriteText(json, shown.EventType, "variant", variant);
        WriteNumber(json, shown.EventType, "rank", ValueKind.Whole, at + 1);
        WriteNumber(json, shown.EventType, "model", ValueKind.Whole, answer.ModelVersion);
        WriteNumber(json, shown.EventType, "propensity", ValueKind.Number, item.Propensity);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, EventType type, string name, string? value)
    {
        if (value is not null && type.FindField(name)?.Type.Kind == ValueKind.Text)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, EventType type, string name, ValueKind kind, double value)
    {
        if (type.FindField(name)?.Type.Kind == kind)
        {
            json.WriteNumber(name, value);
        }
    }
}
