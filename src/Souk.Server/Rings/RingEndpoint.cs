using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Souk.Core.Engine;
using Souk.Core.Intake;
using Souk.Graph.Rings;
using Souk.Log;
using Souk.Server.Http;
using Souk.Server.Past;

namespace Souk.Server.Rings;

/// <summary>The rings of the log over HTTP.</summary>
internal sealed class RingEndpoint(SoukEngine engine, PastReads past, RingRun run, RingSchedule? schedule)
{
    /// <summary><c>GET /v1/rings</c>: the rings known, the newest and among those the strongest of their kind
    /// first.</summary>
    internal Task Get(HttpContext context)
    {
        RingRecord[] rings;
        LogTime time;
        long runs;
        using (FoldScope scope = engine.Read())
        {
            RingProjection projection = scope.Fold.Projection<RingProjection>();
            rings = [.. projection.Rings];
            (time, runs) = (projection.LastRun, projection.Runs);
        }

        return JsonReply.Write(context, 200, json =>
        {
            json.WriteNumber("runs", runs);
            if (schedule?.Failure is Exception failure)
            {
                json.WriteString("failure", failure.Message);
            }

            Write(json, rings, time);
        });
    }

    /// <summary><c>POST /v1/rings</c>: looks for rings now and puts them into the log.</summary>
    internal async Task Run(HttpContext context)
    {
        if (await past.TryRun(context, cancel => run.RunAsync(cancel).GetAwaiter().GetResult()))
        {
            await Get(context);
        }
    }

    private static void Write(Utf8JsonWriter json, RingRecord[] rings, LogTime time)
    {
        if (time != LogTime.BeforeAll)
        {
            json.WriteString("time", Rfc3339.Format(time));
        }

        json.WriteStartArray("rings");
        foreach (RingRecord record in rings.OrderByDescending(r => r.FoundLast).ThenBy(r => r.Ring.Kind)
            .ThenByDescending(r => r.Ring.Score).ThenBy(r => r.Number))
        {
            Ring ring = record.Ring;
            json.WriteStartObject();
            json.WriteNumber("number", record.Number);
            json.WriteString("kind", JsonNamingPolicy.SnakeCaseLower.ConvertName(ring.Kind.ToString()));
            json.WriteString("source", ring.Source);
            json.WriteNumber("score", ring.Score);
            json.WriteString("evidence", ring.Evidence);
            json.WriteString("first", Rfc3339.Format(ring.First));
            json.WriteString("last", Rfc3339.Format(ring.Last));
            json.WriteString("found_first", Rfc3339.Format(record.FoundFirst));
            json.WriteString("found_last", Rfc3339.Format(record.FoundLast));
            json.WriteNumber("runs", record.Runs);
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
