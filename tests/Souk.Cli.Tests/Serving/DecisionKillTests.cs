using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Souk.Core.Definition;
using Souk.Risk.Policies;

namespace Souk.Cli.Tests.Serving;

public sealed class DecisionKillTests : IDisposable
{
    private const int Rounds = 6;
    private const int Clients = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("souk-kill-").FullName;
    private readonly ConcurrentDictionary<string, string> _answered = [];
    private readonly int[] _next = new int[Clients];

    private readonly string _data;
    private readonly string _definition;
    private readonly string _other;

    public DecisionKillTests()
    {
        _data = Path.Combine(_folder, "data");
        _definition = Path.Combine(_folder, "one.yaml");
        _other = Path.Combine(_folder, "other.yaml");
        File.WriteAllText(_definition, DefinitionLoader.ShippedText);
        string other = DefinitionLoader.ShippedText.Replace(
            "card.payments: { on: [payment, payment_failed]", "card.payments: { on: [payment_failed]",
            StringComparison.Ordinal);
        Assert.NotEqual(DefinitionLoader.ShippedText, other);
        File.WriteAllText(_other, other);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AnsweredDecisions_AreTheSame_AfterAnyNumberOfKills()
    {
        Random random = new(20261122);
        for (int round = 0; round <= Rounds; round++)
        {
            // Every other server has another definition in force, under which the same events would be other decisions.
            await using ServerProcess server = await ServerProcess.StartAsync(
                _data, "--definition", round % 2 == 0 ? _definition : _other);
            if (round == 0)
            {
                using StringContent policy = new(RiskPolicy.ShippedText, Encoding.UTF8, "application/yaml");
                using HttpResponseMessage put = await server.Client.PutAsync("/v1/risk/policy?by=ann", policy);
                Assert.True(put.IsSuccessStatusCode);
            }

            foreach ((string payment, string answer) in _answered)
            {
                Assert.Equal(answer, await Decide(server.Client, payment));
            }

            if (round < Rounds)
            {
                await DecideUntilKilled(server, _answered.Count + random.Next(20, 120));
            }
        }

        Assert.True(_answered.Count > Rounds, $"only {_answered.Count} decisions were answered");
        Assert.Contains(_answered.Values, a => a.Contains("review", StringComparison.Ordinal)
            || a.Contains("decline", StringComparison.Ordinal) || a.Contains("challenge", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnsweredDecisions_AreTheSame_AfterALogThatMayNotGrow()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no limit on the size of a process's files.");
        }

        const int LogKibibytes = 512;
        await using (ServerProcess server = await ServerProcess.StartLimitedAsync(_data, LogKibibytes))
        {
            using StringContent policy = new(RiskPolicy.ShippedText, Encoding.UTF8, "application/yaml");
            using HttpResponseMessage put = await server.Client.PutAsync("/v1/risk/policy?by=ann", policy);
            Assert.True(put.IsSuccessStatusCode);
            JsonElement full = await DecideUntilFull(server.Client);
            Assert.Equal("review", full.GetProperty("outcome").GetString());
            Assert.Contains(
                "nothing was acknowledged", full.GetProperty("detail").GetString(), StringComparison.Ordinal);
            using HttpResponseMessage ready = await server.Client.GetAsync(
                "/ready", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.Contains(
                "ulimit", await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
                StringComparison.Ordinal);
        }

        await using ServerProcess again = await ServerProcess.StartAsync(_data);
        foreach ((string payment, string answer) in _answered)
        {
            Assert.Equal(answer, await Decide(again.Client, payment));
        }
    }

    // Batches fill the log; decisions one by one in between are those that are compared.
    private async Task<JsonElement> DecideUntilFull(HttpClient http)
    {
        const int BatchSize = 100;
        for (int round = 0; ; round++)
        {
            string[] payments = [.. Enumerable.Range(round * BatchSize, BatchSize).Select(n => Payment(0, n))];
            using StringContent content = new(string.Join('\n', payments), Encoding.UTF8, "application/x-ndjson");
            using HttpResponseMessage response = await http.PostAsync("/v1/decide/payment/batch", content);
            JsonElement answer = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                Assert.True(answer.GetProperty("fallback").GetBoolean());
                Assert.NotEmpty(_answered);
                return answer;
            }

            foreach ((string payment, JsonElement one) in payments.Zip(
                answer.GetProperty("decisions").EnumerateArray()))
            {
                _answered[payment] = Kept(one);
            }
        }
    }

    private async Task DecideUntilKilled(ServerProcess server, int wanted)
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task[] clients = [.. Enumerable.Range(0, Clients).Select(c => Send(server.Client, c, wanted, reached))];
        await Task.WhenAny(reached.Task, Task.WhenAll(clients));
        await server.KillAsync();
        await Task.WhenAll(clients);
    }

    // Few cards, so that velocity rules fire and answers differ.
    private async Task Send(HttpClient http, int client, int wanted, TaskCompletionSource reached)
    {
        try
        {
            while (true)
            {
                int n = _next[client];
                string payment = Payment(client, n);
                _answered[payment] = await Decide(http, payment);
                _next[client] = n + 1;
                if (_answered.Count >= wanted)
                {
                    reached.TrySetResult();
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // Killed: whether the event was taken is unknown. It is sent again, to the next server, as clients do.
        }
    }

    private static string Payment(int client, int n) =>
        $$"""{"type":"payment","id":"{{client}}-{{n}}","payment":"p{{client}}-{{n}}","shopper":"s{{n % 5}}","card":"c{{n % 7}}","amount":"{{1 + (n % 900)}}"}""";

    // What must not change: the place, the outcome, the score, the reasons and contributions, the version.
    private static async Task<string> Decide(HttpClient http, string payment)
    {
        using StringContent content = new(payment, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.PostAsync("/v1/decide/payment", content);
        using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.False(answer.RootElement.GetProperty("fallback").GetBoolean());
        return Kept(answer.RootElement);
    }

    private static string Kept(JsonElement answer) =>
        string.Join(' ', answer.EnumerateObject().Where(m => m.Name != "duplicate").Select(m => m.ToString()));
}
