using System.Text.Json;
using Souk.Log;

namespace Souk.Risk.Monitoring;

/// <summary>Something about the decisions that a person should look at.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Checkpoint">The checkpoint.</param>
/// <param name="Subject">The rule or the column; empty for the checkpoint itself.</param>
/// <param name="Value">The figure now.</param>
/// <param name="Reference">The figure it is held against.</param>
/// <param name="Time">The log time it was raised at.</param>
/// <param name="Message">What happened, in a sentence.</param>
public sealed record RiskAlert(
    AlertKind Kind, string Checkpoint, string Subject, double Value, double Reference, LogTime Time, string Message)
{
    private const int MaxMessageLength = 2_000;

    /// <summary>What it is about; one alert of a key is raised a day.</summary>
    public string Key => $"{Kind}/{Checkpoint}/{Subject}";

    /// <summary>The alert as JSON in UTF-8, for the log and the webhook.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(new
    {
        kind = JsonNamingPolicy.SnakeCaseLower.ConvertName(Kind.ToString()),
        checkpoint = Checkpoint,
        subject = Subject,
        value = Finite(Value),
        reference = Finite(Reference),
        time_us = Time.Microseconds,
        message = Message,
    });

    /// <summary>Reads what <see cref="ToJson"/> wrote; null if it is no alert.</summary>
    /// <param name="json">The JSON in UTF-8.</param>
    public static RiskAlert? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            JsonElement root = document.RootElement;
            string kind = Text(root, "kind").Replace("_", string.Empty, StringComparison.Ordinal);
            string message = Text(root, "message");
            return Enum.TryParse(kind, ignoreCase: true, out AlertKind known) && Enum.IsDefined(known)
                && message.Length <= MaxMessageLength
                ? new RiskAlert(
                    known, Text(root, "checkpoint"), Text(root, "subject"), Number(root, "value"),
                    Number(root, "reference"), new LogTime(root.GetProperty("time_us").GetInt64()), message)
                : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException)
        {
            return null;
        }
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static string Text(JsonElement root, string name) => root.GetProperty(name).GetString() ?? string.Empty;

    private static double Number(JsonElement root, string name) =>
        root.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : double.NaN;
}
