using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Souk.Server.Tests.Telemetry;

public sealed class OtlpTests
{
    [Fact]
    public async Task TracesAndMetrics_AreSentWhereConfigured()
    {
        ConcurrentBag<(string Path, string Type, string Body)> exports = [];
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using WebApplication receiver = builder.Build();
        receiver.Run(async context =>
        {
            using MemoryStream body = new();
            await context.Request.Body.CopyToAsync(body);
            exports.Add(
                (context.Request.Path, context.Request.ContentType!, Encoding.Latin1.GetString(body.ToArray())));
        });
        await receiver.StartAsync();
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        await using (TestServer server = await TestServer.StartAsync(
            o => o with { OtlpEndpoint = new Uri(receiver.Urls.First()) }))
        {
            server.Http.DefaultRequestHeaders.Add("traceparent", $"00-{Trace}-00f067aa0ba902b7-01");
            await server.PostAsync("/v1/events", """{"type":"view","id":"1","shopper":"a","item":"i"}""");
        }

        (_, string type, string traces) = Assert.Single(exports, e => e.Path == "/v1/traces");
        Assert.Equal("application/x-protobuf", type);
        Assert.Contains("POST /v1/events", traces, StringComparison.Ordinal);
        Assert.Contains(Encoding.Latin1.GetString(Convert.FromHexString(Trace)), traces, StringComparison.Ordinal);
        string metrics = string.Concat(exports.Where(e => e.Path == "/v1/metrics").Select(e => e.Body));
        Assert.Contains("souk.events", metrics, StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", metrics, StringComparison.Ordinal);
    }
}
