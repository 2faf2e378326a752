using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Souk.Risk.Policies;

namespace Souk.Cli.Tests.Serving;

public sealed class DecisionKillTests : IDisposable
{
    private const int Rounds = 6;
    private const int Clients = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("souk-kill-").FullName;
    private readonly ConcurrentDictionary<string, string> _answered = [];
    private readonly int[] _next = new int[Clients];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AnsweredDecisions_AreTheSame_AfterAnyNumberOfKills()
    {
        Random random = new(20261122);
        for (int round = 0; round <= Rounds; round++)
        {
            await using ServerProcess server = await ServerProcess.StartAsync(_folder);
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

    private async Task DecideUntilKilled(ServerProcess server, int wanted)
    {
        Task[] clients = [.. Enumerable.Range(0, Clients).Select(c => Send(server.Client, c))];
        SpinWait.SpinUntil(() => _answered.Count >= wanted || clients.All(c => c.IsCompleted));
        await server.KillAsync();
        await Task.WhenAll(clients);
    }

    // Few cards, so that velocity rules fire and answers differ.
    private async Task Send(HttpClient http, int client)
    {
        try
        {
            while (true)
            {
                int n = _next[client];
                string payment =
                    $$"""{"type":"payment","id":"{{client}}-{{n}}","payment":"p{{client}}-{{n}}","shopper":"s{{n % 5}}","card":"c{{n % 7}}","amount":"{{1 + (n % 900)}}"}""";
                _answered[payment] = await Decide(http, payment);
                _next[client] = n + 1;
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // Killed: whether the event was taken is unknown. It is sent again, to the next server, as clients do.
        }
    }

    // What must not change: the place, the outcome, the score, the reasons and contributions, the version.
    private static async Task<string> Decide(HttpClient http, string payment)
    {
        using StringContent content = new(payment, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.PostAsync("/v1/decide/payment", content);
        using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.False(answer.RootElement.GetProperty("fallback").GetBoolean());
        return string.Join(' ', answer.RootElement.EnumerateObject().Where(m => m.Name != "duplicate")
            .Select(m => m.ToString()));
    }
}
