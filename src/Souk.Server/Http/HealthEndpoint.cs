using Microsoft.AspNetCore.Http;
using Souk.Core.Engine;

namespace Souk.Server.Http;

/// <summary><c>GET /health</c> (the process answers) and <c>GET /ready</c> (it takes events).</summary>
internal sealed class HealthEndpoint(SoukEngine engine, Readiness readiness)
{
    internal static Task Live(HttpContext context) =>
        JsonReply.Write(context, 200, json => json.WriteString("status", "alive"));

    internal Task Ready(HttpContext context) =>
        readiness.WhyNotReady() is string reason
            ? Problem.Write(context, 503, "The server takes no events", reason)
            : JsonReply.Write(context, 200, json =>
            {
                json.WriteString("status", "ready");
                json.WriteNumber("position", engine.LastPosition.Value);
                json.WriteNumber("durable_position", engine.Log.DurablePosition.Value);
                json.WriteNumber("snapshot_position", engine.SnapshotPosition.Value);
            });
}
