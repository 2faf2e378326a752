using System.Text.Json;
using Souk.Log;

namespace Souk.Server.Tests.Http;

public sealed class ReadinessTests
{
    [Fact]
    public async Task WhileStarting_TheServerIsAliveAndNotReady_AndAfterwardsItIs()
    {
        string folder = Directory.CreateTempSubdirectory("souk-ready-").FullName;
        try
        {
            ServerOptions options = new()
            {
                Folder = folder,
                DefinitionText = Souk.Core.Definition.DefinitionLoader.ShippedText,
                Port = 0,
            };
            List<(string Path, int Status, string Detail)> seen = [];
            using HttpClient http = new();
            void Ask(string address)
            {
                foreach (string path in (string[])["/health", "/ready", "/v1/entities/shopper/a"])
                {
                    using HttpResponseMessage response = http.GetAsync(address + path).GetAwaiter().GetResult();
                    string body = response.Content.ReadAsStringAsync().GetAwaiter().GetResult();
                    seen.Add((path, (int)response.StatusCode, body));
                }
            }

            await using SoukServer server = await SoukServer.StartAsync(options, listening: Ask);
            Assert.Equal([200, 503, 503], seen.Select(s => s.Status));
            Assert.Contains("The state is being brought up to the log's end; it has come to position 0.",
                seen[1].Detail, StringComparison.Ordinal);
            using HttpResponseMessage ready = await http.GetAsync(server.Address + "/ready");
            Assert.Equal(200, (int)ready.StatusCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void TheReason_FollowsTheServer()
    {
        Souk.Server.Http.Readiness readiness = new(also: null);
        readiness.Report(new LogPosition(17));
        Assert.Contains("position 17", readiness.WhyNotReady(), StringComparison.Ordinal);
        using CancellationTokenSource stop = new();
        readiness.Stopping = stop.Token;
        stop.Cancel();
        Assert.StartsWith("The server is stopping", readiness.WhyNotReady(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFolderThatCannotBeOpened_EndsTheStart_AndFreesThePort()
    {
        await using TestServer running = await TestServer.StartAsync();
        string folder = Path.GetTempFileName();
        try
        {
            await Assert.ThrowsAnyAsync<IOException>(
                () => SoukServer.StartAsync(new ServerOptions { Folder = folder, Port = 0 }));
            IOException taken = await Assert.ThrowsAnyAsync<IOException>(() => SoukServer.StartAsync(
                new ServerOptions { Folder = folder + "x", Port = new Uri(running.Server.Address).Port }));
            Assert.StartsWith("Another program listens on 127.0.0.1:", taken.Message, StringComparison.Ordinal);
            Assert.False(
                Directory.Exists(folder + "x"), "a port that is taken must be noticed before the folder is made");
        }
        finally
        {
            File.Delete(folder);
        }
    }
}
