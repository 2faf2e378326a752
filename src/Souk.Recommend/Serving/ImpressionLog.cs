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
/// <c>rank</c>, <c>model</c> (whole), <c>propensity</c> and <c>chance</c> (number).</summary>
public static class ImpressionLog
{
    /// <summary>The signal that says that an object was shown to somebody who acts, or null if the surface has
    /// none.</summary>
    public static SignalDefinition? SignalOf(SurfaceDefinition surface)
    {
        ArgumentNullException.ThrowIfNull(surface);
        return surface.Signals.FirstOrDefault(s => s.Weight == 0);
    }

    /// <summary>Why what a surface shows cannot be logged, or null if it can.</summary>
    /// <param name="surface">The surface.</param>
    /// <param name="viewer">Who looks, where the surface's subject does not act itself, or null.</param>
    public static string? WhyNotLog(SurfaceDefinition surface, string? viewer) => SignalOf(surface) is null
        ? $"The surface '{surface.Name}' has no signal of weight 0 that says that an object was shown."
        : surface.For != surface.Actor && viewer is null
            ? $"The surface '{surface.Name}' is for a {surface.For.Name}; say with 'viewer' which " +
            $"{surface.Actor.Name} looks."
        : null;

    /// <summary>Adds the impressions of an answer to a batch.</summary>
    /// <param name="batch">Takes the events.</param>
    /// <param name="parser">Reads them.</param>
    /// <param name="answer">The answer, of a surface that has a signal for it.</param>
    /// <param name="actor">Whom it was shown to: the subject, or who looks where the subject does not act
    /// itself.</param>
    /// <param name="request">The id of the request; the events' ids begin with it, so that the same answer is logged
    /// once.</param>
    /// <param name="variant">The variant of an experiment that made it, or null.</param>
    /// <returns>Null, or what is wrong with an event.</returns>
    public static EventError? AddTo(
        EventBatch batch, EventJsonParser parser, RecommendAnswer answer, string actor, string request, string? variant)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(parser);
        ArgumentNullException.ThrowIfNull(answer);
        SignalDefinition shown = SignalOf(answer.Surface)
            ?? throw new ArgumentException(WhyNotLog(answer.Surface, actor), nameof(answer));
        ArrayBufferWriter<byte> buffer = new();
        for (int i = 0; i < answer.Items.Count; i++)
        {
            buffer.Clear();
            Write(buffer, shown, answer, i, actor, request, variant);
            if (parser.Parse(buffer.WrittenSpan, isCloudEvent: false, batch) is EventError error)
            {
                return error;
            }
        }

        return null;
    }

    /// <summary>Hands the impressions of an answer to the engine.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="subject">Whom it was for.</param>
    /// <param name="request">The id of the request.</param>
    /// <param name="variant">The variant of an experiment that made it, or null.</param>
    /// <returns>Null once they are logged, or why they cannot be.</returns>
    public static async Task<string?> LogAsync(
        SoukEngine engine, RecommendAnswer answer, string subject, string request, string? variant = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(answer);
        if (WhyNotLog(answer.Surface, null) is string problem)
        {
            return problem;
        }

        EventBatch batch = new(engine.Definition);
        EventJsonParser parser = new(
            engine.Definition, new IntakeClock(TimeProvider.System, engine.Definition.MaxClockSkew));
        if (AddTo(batch, parser, answer, subject, request, variant) is EventError error)
        {
            return error.ToString();
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
        if (item.ModelChance is double chance)
        {
            WriteNumber(json, shown.EventType, "chance", ValueKind.Number, chance);
        }

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
