using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Log;
using Souk.Simulation;

namespace Souk.Server.Tests;

/// <summary>A server over a folder of its own, and a client of it.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly ServerOptions _options;

    private TestServer(string folder, ServerOptions options, SoukServer server)
    {
        _folder = folder;
        _options = options;
        Server = server;
        Http = new HttpClient { BaseAddress = new Uri(server.Address) };
    }

    internal SoukServer Server { get; private set; }

    internal HttpClient Http { get; private set; }

    internal SoukEngine Engine => Server.Engine;

    internal static async Task<TestServer> StartAsync(Func<ServerOptions, ServerOptions>? change = null)
    {
        string folder = Directory.CreateTempSubdirectory("souk-server-").FullName;
        ServerOptions options = new()
        {
            Folder = Path.Combine(folder, "data"),
            DefinitionText = DefinitionLoader.ShippedText,
            Port = 0,
            RingsEvery = Duration.Zero,
            PatternsEvery = Duration.Zero,
        };
        options = change is null ? options : change(options);
        return new TestServer(folder, options, await SoukServer.StartAsync(options));
    }

    /// <summary>Stops the server and starts another over the same folder.</summary>
    internal async Task RestartAsync(Func<ServerOptions, ServerOptions>? change = null)
    {
        Http.Dispose();
        await Server.DisposeAsync();
        Server = await SoukServer.StartAsync(change is null ? _options : change(_options));
        Http = new HttpClient { BaseAddress = new Uri(Server.Address) };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Brings simulated events in.</summary>
    internal async Task FillAsync(MarketplaceSimulator simulator, int events)
    {
        EventBatch batch = new(Engine.Definition);
        simulator.Next(batch, events);
        Assert.True(Engine.TrySubmit(batch, Acknowledgement.Durable, out Task<SubmitResult> answer));
        await answer;
    }

    internal MarketplaceSimulator Simulate() => new(
        new SimulationOptions
        {
            Seed = 7,
            Shoppers = 200,
            Days = 30,
            Start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)
        }, Engine.Definition);

    internal async Task<(int Status, JsonElement Answer)> GetAsync(string path, string? key = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        return await SendAsync(request, key);
    }

    internal async Task<(int Status, JsonElement Answer)> PostAsync(
        string path, string body, string contentType = "application/json", string? key = null)
    {
        using ByteArrayContent content = new(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = content };
        return await SendAsync(request, key);
    }

    internal HttpStatusCode LastStatus { get; private set; }

    internal TimeSpan? LastRetryAfter { get; private set; }

    private async Task<(int Status, JsonElement Answer)> SendAsync(HttpRequestMessage request, string? key)
    {
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        using HttpResponseMessage response = await Http.SendAsync(request);
        LastStatus = response.StatusCode;
        LastRetryAfter = response.Headers.RetryAfter?.Delta;
        using JsonDocument document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return ((int)response.StatusCode, document.RootElement.Clone());
    }
}
