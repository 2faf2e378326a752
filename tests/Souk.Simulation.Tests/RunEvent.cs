using System.Globalization;
using System.Text.Json;

namespace Souk.Simulation.Tests;

/// <summary>One event of a run, as JSON has it.</summary>
internal sealed class RunEvent(JsonElement json)
{
    internal string Type { get; } = json.GetProperty("type").GetString()!;

    internal string Id { get; } = json.GetProperty("id").GetString()!;

    internal DateTimeOffset Time { get; } = json.GetProperty("time").GetDateTimeOffset();

    internal bool Has(string field) => json.TryGetProperty(field, out _);

    internal string Text(string field) => json.GetProperty(field).GetString()!;

    /// <summary>A number, whichever way JSON has it (money is a text there).</summary>
    internal double Number(string field)
    {
        JsonElement value = json.GetProperty(field);
        return value.ValueKind == JsonValueKind.String
            ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture)
            : value.GetDouble();
    }
}
