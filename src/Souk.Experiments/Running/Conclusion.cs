using System.Text.Json;

namespace Souk.Experiments.Running;

/// <summary>How an experiment ended: the body of <see cref="ExperimentProjection.ConcludeDirective"/>, as
/// JSON.</summary>
/// <param name="Name">The experiment.</param>
/// <param name="Ship">The variant whose surfaces serve all from then on, or null to leave them as they are
/// declared.</param>
/// <param name="Reason">Why, or null.</param>
public sealed record Conclusion(string Name, string? Ship, string? Reason)
{
    /// <summary>The longest reason, in characters.</summary>
    public const int MaxReason = 500;

    private static readonly JsonSerializerOptions _options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>The body of the directive.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, _options);

    /// <summary>Reads a body; null if it is none.</summary>
    internal static Conclusion? FromJson(ReadOnlySpan<byte> json)
    {
        try
        {
            Conclusion? found = JsonSerializer.Deserialize<Conclusion>(json, _options);
            return found is { Name.Length: > 0 } && (found.Reason?.Length ?? 0) <= MaxReason ? found : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
