using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Souk.Core.Engine;
using Souk.Core.Intake;
using Souk.Graph.Rings;
using Souk.Log;
using Souk.Server.Http;
using Souk.Server.Past;

namespace Souk.Server.Rings;

/// <summary><c>GET /v1/rings</c>: the rings in the log. Finding them replays it, so what was found is kept until an
/// hour of log
/// time has passed.</summary>
internal sealed class RingEndpoint(SoukEngine engine, PastReads past)
{
    private const long KeptMicroseconds = 3_600_000_000;

    private readonly RingDetector _detector = new(engine.Log, engine.Definitions);
    private readonly Lock _gate = new();
    private IReadOnlyList<Ring> _rings = [];
    private LogTime _time = LogTime.BeforeAll;
    private string? _fingerprint;

    internal async Task Handle(HttpContext context)
    {
        IReadOnlyList<Ring> rings = [];
        LogTime time = LogTime.BeforeAll;
        if (await past.TryRun(context, cancel => rings = Find(cancel, out time)))
        {
            await JsonReply.Write(context, 200, json => Write(json, rings, time));
        }
    }

    private IReadOnlyList<Ring> Find(CancellationToken cancellation, out LogTime time)
    {
        LogTime now;
        using (FoldScope scope = engine.Read())
        {
            now = scope.Fold.Time;
        }

        lock (_gate)
        {
            bool isFresh = _fingerprint == engine.Definition.Fingerprint && _time != LogTime.BeforeAll
                && now.Microseconds - _time.Microseconds < KeptMicroseconds;
            if (!isFresh)
            {
                _rings = _detector.Detect(engine.Definition, null, cancellation);
                _time = now;
                _fingerprint = engine.Definition.Fingerprint;
            }

            time = _time;
            return _rings;
        }
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<Ring> rings, LogTime time)
    {
        if (time != LogTime.BeforeAll)
        {
            json.WriteString("time", Rfc3339.Format(time));
        }

        json.WriteStartArray("rings");
        foreach (Ring ring in rings)
        {
            json.WriteStartObject();
            json.WriteNumber("number", ring.Number);
            json.WriteString("kind", JsonNamingPolicy.SnakeCaseLower.ConvertName(ring.Kind.ToString()));
            json.WriteString("source", ring.Source);
            json.WriteNumber("score", ring.Score);
            json.WriteString("evidence", ring.Evidence);
            json.WriteString("first", Rfc3339.Format(ring.First));
            json.WriteString("last", Rfc3339.Format(ring.Last));
            WriteMembers(json, "members", ring.Members);
            WriteMembers(json, "targets", ring.Targets);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMembers(Utf8JsonWriter json, string name, IReadOnlyList<RingMember> members)
    {
        json.WriteStartArray(name);
        foreach (RingMember member in members)
        {
            json.WriteStartObject();
            json.WriteString("kind", member.Kind);
            json.WriteString("id", member.Id);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
