using System.Text.Json;
using System.Text.Json.Serialization;
using Souk.Log;

namespace Souk.Graph.Rings;

/// <summary>The directive that puts the rings of one run into the log: JSON with <c>time</c>, the log time (in
/// microseconds) that the search looked at, and <c>rings</c>.</summary>
public static class RingDirective
{
    /// <summary>The name of the directive.</summary>
    public const string Name = "rings.found";

    /// <summary>The most rings of one run, the strongest first: each becomes a case, and nobody works through more in
    /// a day.</summary>
    public const int MaxRings = 1_000;

    /// <summary>The most members and targets of all rings of one run: the sequencer takes them in at once, in some
    /// 50 ms.</summary>
    public const int MaxNames = 100_000;

    private static readonly JsonSerializerOptions _options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Writes the body of a run. What exceeds <see cref="MaxRings"/> or <see cref="MaxNames"/> is left out,
    /// the last of each kind first.</summary>
    /// <param name="time">The log time that the search looked at.</param>
    /// <param name="rings">What it found, the strongest of each kind first.</param>
    public static byte[] Write(LogTime time, IReadOnlyList<Ring> rings)
    {
        ArgumentNullException.ThrowIfNull(rings);
        List<Ring> kept = [];
        int names = 0;
        foreach (Ring ring in rings.GroupBy(r => (r.Kind, r.Source)).SelectMany(g => g.Index())
            .OrderBy(r => r.Index).Select(r => r.Item))
        {
            names += ring.Members.Count + ring.Targets.Count;
            if (names > MaxNames || kept.Count == MaxRings)
            {
                break;
            }

            kept.Add(ring);
        }

        return JsonSerializer.SerializeToUtf8Bytes(new Run(time.Microseconds, kept), _options);
    }

    /// <summary>Reads a body.</summary>
    /// <param name="body">UTF-8 JSON.</param>
    /// <param name="time">The log time that the search looked at.</param>
    /// <returns>The rings, or null if the body is none that <see cref="Write"/> makes.</returns>
    public static IReadOnlyList<Ring>? Read(ReadOnlySpan<byte> body, out LogTime time)
    {
        time = LogTime.BeforeAll;
        try
        {
            Run? run = JsonSerializer.Deserialize<Run>(body, _options);
            time = new LogTime(run?.Time ?? 0);
            return run?.Rings;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal static byte[] WriteRecord(RingRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, _options);

    internal static RingRecord ReadRecord(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<RingRecord>(json, _options)
        ?? throw new InvalidDataException("A ring in the state is null.");

    private sealed record Run(long Time, IReadOnlyList<Ring> Rings);
}
