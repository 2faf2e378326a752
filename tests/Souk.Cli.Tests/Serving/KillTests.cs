using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Souk.Core.Engine;
using Souk.Core.State;
using Souk.Log;
using Souk.Server;

namespace Souk.Cli.Tests.Serving;

public sealed class KillTests : IDisposable
{
    private const int Rounds = 20;
    private const int Clients = 4;

    private readonly string _folder = Directory.CreateTempSubdirectory("souk-kill-").FullName;
    private readonly ConcurrentDictionary<string, long> _acknowledged = [];
    private readonly int[] _next = new int[Clients];
    private TaskCompletionSource _reached = new();
    private int _wanted;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AcknowledgedEvents_AreThereOnceAndInOrder_AfterAnyNumberOfKills()
    {
        Random random = new(20261121);
        for (int round = 0; round < Rounds; round++)
        {
            await using ServerProcess server = await ServerProcess.StartAsync(_folder);
            await CheckNothingLost(server, round);
            using CancellationTokenSource stop = new();
            _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _wanted = _acknowledged.Count + random.Next(1, 400);
            Task[] clients = [.. Enumerable.Range(0, Clients).Select(c => Send(server.Client, c, stop.Token))];
            await Task.WhenAny(_reached.Task, Task.WhenAll(clients));
            await server.KillAsync();
            await stop.CancelAsync();
            await Task.WhenAll(clients);
        }

        CheckLogAndState();
    }

    [Fact]
    public async Task Terminate_FinishesWhatWasTaken_AndTheNextStartReplaysNothing()
    {
        await using (ServerProcess server = await ServerProcess.StartAsync(_folder))
        {
            await Post(server.Client, "application/json", Event(0, 1));
            Assert.Equal(0, await server.TerminateAsync());
        }

        using SoukEngine engine = Open();
        Assert.Equal(new LogPosition(2), engine.LastPosition);
        Assert.Equal(0, engine.OpenReport.Replayed);
    }

    private static string Event(int client, int n) =>
        $$"""{"type":"view","id":"c{{client}}-{{n}}","shopper":"s{{n % 37}}","item":"i{{n % 11}}","seconds":{{n % 100}}.5}""";

    // Each client sends its events in order, singly and in batches, and notes what was acknowledged.
    private async Task Send(HttpClient http, int client, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            int count = _next[client] % 3 == 0 ? 1 : 1 + (_next[client] % 40);
            int first = _next[client];
            StringBuilder body = new();
            for (int n = first; n < first + count; n++)
            {
                body.Append(Event(client, n)).Append('\n');
            }

            try
            {
                using JsonDocument answer = await Post(http, "application/x-ndjson", body.ToString());
                long position = answer.RootElement.GetProperty("first_position").GetInt64();
                Assert.Equal(0, answer.RootElement.GetProperty("refused").GetInt32());
                for (int i = 0; i < count; i++)
                {
                    _acknowledged[$"c{client}-{first + i}"] = position + i;
                }

                _next[client] = first + count;
                if (_acknowledged.Count >= Volatile.Read(ref _wanted))
                {
                    _reached.TrySetResult();
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                // Killed: whether the batch was taken is unknown. It is sent again, to the next server, as clients do.
                return;
            }
        }
    }

    private static async Task<JsonDocument> Post(HttpClient http, string contentType, string body)
    {
        using StringContent content = new(body, Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        using HttpResponseMessage response = await http.PostAsync("/v1/events", content);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync());
    }

    private async Task CheckNothingLost(ServerProcess server, int round)
    {
        if (_acknowledged.IsEmpty)
        {
            return;
        }

        (string id, long position) = _acknowledged.MaxBy(a => a.Value);
        string[] parts = id[1..].Split('-');
        using JsonDocument again = await Post(
            server.Client, "application/json", Event(int.Parse(parts[0]), int.Parse(parts[1])));
        Assert.True(again.RootElement.GetProperty("duplicate").GetBoolean(), $"round {round}: {id} was lost");
        Assert.Equal(position, again.RootElement.GetProperty("position").GetInt64());
    }

    private void CheckLogAndState()
    {
        using SoukEngine engine = Open();
        Dictionary<string, long> found = [];
        using Fold clean = new(engine.Definition, StandardProjections.All);
        clean.Applied = e => found.Add(Encoding.UTF8.GetString(e.Id), e.Position.Value);
        new LogReplayer(engine.Log, engine.Definitions).Replay(clean, null, null, CancellationToken.None);

        Assert.True(_acknowledged.Count > Rounds, $"only {_acknowledged.Count} events were acknowledged");
        foreach ((string id, long position) in _acknowledged)
        {
            Assert.True(found.TryGetValue(id, out long at), $"{id} is lost");
            Assert.True(at == position, $"{id} was acknowledged at {position} and stands at {at}");
        }

        for (int client = 0; client < Clients; client++)
        {
            long[] positions = [.. Enumerable.Range(0, _next[client]).Select(n => found[$"c{client}-{n}"])];
            Assert.Equal(positions.Order(), positions);
        }

        CheckSameState(engine, clean);
    }

    private static void CheckSameState(SoukEngine engine, Fold clean)
    {
        using FoldScope scope = engine.Read();
        Arena[] live = [.. scope.Fold.Arenas];
        Arena[] replayed = [.. clean.Arenas];
        for (int i = 0; i < live.Length; i++)
        {
            Assert.Equal(replayed[i].PageCount, live[i].PageCount);
            for (int page = 1; page < live[i].PageCount; page++)
            {
                Assert.True(live[i].Page(page).SequenceEqual(replayed[i].Page(page)),
                    $"page {page} of '{live[i].Name}' differs");
            }
        }
    }

    private SoukEngine Open() => SoukEngine.Open(new EngineOptions
    {
        Folder = _folder,
        Projections = StandardProjections.All,
    });
}
