using System.Globalization;
using System.Text.Json;
using Souk.Core;
using Souk.Risk.Policies;
using Souk.Server;

namespace Souk.Cli.Tests.Commands;

/// <summary>The risk commands against a live server: what they do, and what they say of wrong use.</summary>
[Collection(CommandRun.Collection)]
public sealed class RiskCommandTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("souk-risk-").FullName;
    private SoukServer _server = null!;

    private string Data => Path.Combine(_folder, "shop");

    private string Url { get; set; } = string.Empty;

    public async ValueTask InitializeAsync()
    {
        await Ok("simulate", "--shoppers", "300", "--days", "60", "--events", "15000", "--into", Data);
        _server = await Start();
        Url = _server.Address;
        await Ok("policy", "apply", Write("policy.yaml", RiskPolicy.ShippedText), "--by", "ann", "--url", Url);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Lists_AreChangedShownAndCarriedAsFiles()
    {
        Assert.Contains(
            "2 added or replaced",
            await Ok("lists", "add", "blocked_cards", "c1", "10.0.0.0/8", "--reason", "stolen", "--url", Url),
            StringComparison.Ordinal);
        Assert.Contains(
            "stolen", await Ok("lists", "show", "blocked_cards", "c1", "--url", Url), StringComparison.Ordinal);
        string file = Write("more.csv", "value,reason\nc2,bank\nc3,bank\n");
        await Ok("lists", "import", "blocked_cards", file, "--source", "bank", "--url", Url);
        await Ok("lists", "remove", "blocked_cards", "c1", "--url", Url);
        string out1 = Path.Combine(_folder, "out.ndjson");
        await Ok("lists", "export", "blocked_cards", "--out", out1, "--url", Url);
        string exported = await File.ReadAllTextAsync(out1, TestContext.Current.CancellationToken);
        Assert.Equal(
            ["10.0.0.0/8", "c2", "c3"],
            exported.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => JsonSerializer.Deserialize<JsonElement>(l).GetProperty("value").GetString()!).Order());
        await Fails("0 to 32", "lists", "add", "blocked_cards", "10.0.0.0/33", "--url", Url);
        await Fails("nothing", "lists", "import", "blocked_cards", Write("bad.csv", "wert\nx\n"), "--url", Url);
        await Fails("until", "lists", "add", "blocked_cards", "c9", "--until", "soon", "--url", Url);
    }

    [Fact]
    public async Task Health_AlertsLabelsAndReport_AreTold()
    {
        JsonElement health = await Json("risk", "monitor");
        Assert.True(health.GetProperty("checkpoints").GetArrayLength() > 0);
        Assert.Contains("payment", await Ok("risk", "monitor", "--url", Url), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Array, (await Json("risk", "alerts")).GetProperty("alerts").ValueKind);
        await Ok("risk", "alerts", "--url", Url);
        Assert.Equal(JsonValueKind.Array, (await Json("risk", "labels")).GetProperty("labels").ValueKind);
        await Ok("risk", "labels", "--url", Url);
        Assert.Contains(
            "money turned away", await Ok("risk", "report", "--from", "2026-01-01T00:00:00Z", "--url", Url),
            StringComparison.Ordinal);
        await Fails("'from' and 'to'", "risk", "report", "--from", "yesterday", "--url", Url);
    }

    [Fact]
    public async Task Patterns_AreSought_AndOneGoesIntoShadow()
    {
        JsonElement found = await Json("risk", "patterns", "--event", "view", "--recent", "2d");
        Assert.Equal("done", found.GetProperty("state").GetString());
        string id = found.GetProperty("patterns")[0].GetProperty("id").GetString()!;
        await Ok("risk", "proposals", "--url", Url);
        await Ok("risk", "shadow", id, "--by", "ann", "--url", Url);
        Assert.Contains(id, await Ok("policy", "show", "--url", Url), StringComparison.Ordinal);
        await Fails("no event type 'vieww'", "risk", "patterns", "--event", "vieww", "--url", Url, "--recent", "2d");
        await Fails("'nothing'", "risk", "shadow", "nothing", "--by", "ann", "--url", Url);
        await Misused("--by", "risk", "shadow", id, "--url", Url);
    }

    [Fact]
    public async Task Cases_AreListedWorkedOnAndDecided()
    {
        await Ok("lists", "add", "blocked_cards", "c1", "--url", Url);
        for (int n = 0; n < 3; n++)
        {
            await DecideToReview(n);
        }

        JsonElement[] cases = [.. (await Json("cases", "list")).GetProperty("cases").EnumerateArray()];
        Assert.NotEmpty(cases);
        string id = cases[0].GetProperty("id").GetString()!;
        await Ok("cases", "assign", id, "kim", "--by", "ann", "--url", Url);
        await Ok("cases", "note", id, "looks bad", "--by", "kim", "--url", Url);
        Assert.Contains("looks bad", await Ok("cases", "show", id, "--url", Url), StringComparison.Ordinal);
        Assert.Contains("1 closed", await Ok("cases", "verdict", "abuse", id, "--by", "kim", "--url", Url),
            StringComparison.Ordinal);
        await Fails("verdict already", "cases", "verdict", "abuse", id, "--by", "kim", "--url", Url);
        await Fails("there is no case 'c0'", "cases", "assign", "c0", "kim", "--url", Url);
        await Fails("no case", "cases", "show", "c0", "--url", Url);
        await Fails("perhaps", "cases", "list", "--status", "perhaps", "--url", Url);
    }

    [Fact]
    public async Task Decisions_AreExplainedByServerAndFolder_AndBackTested()
    {
        long position = await DecideToReview(7);
        JsonElement explained = await Json("explain", "decision", $"{position}");
        Assert.True(explained.GetProperty("identical").GetBoolean());
        await Fails("not in the log", "explain", "decision", $"{position + 1_000_000}", "--url", Url);
        await Fails("no decision", "explain", "decision", "1", "--url", Url);
        await Fails("'x' is no log position", "explain", "decision", "x", "--url", Url);
        Assert.Equal(ExitCode.Locked, (await CommandRun.RunAsync("explain", "decision", "pay7", "--data", Data)).Code);
        await _server.DisposeAsync();

        string told = await Ok("explain", "decision", "pay7", "--data", Data);
        Assert.Contains("identical: the log gives the same decision", told, StringComparison.Ordinal);
        await Fails("no decision on an event of id 'nobody'", "explain", "decision", "nobody", "--data", Data);
        string policy = Write("candidate.yaml", RiskPolicy.ShippedText);
        string progress = Path.Combine(_folder, "progress");
        Assert.Contains(
            "matured decisions", await Ok("backtest", "--policy", policy, "--data", Data, "--progress", progress),
            StringComparison.Ordinal);
        await Fails("'soon' is no time", "backtest", "--policy", policy, "--from", "soon", "--data", Data);
        await Fails("checkpoints", "backtest", "--policy", Write("wrong.yaml", "name: x"), "--data", Data);
        await Fails("NAME=FILE", "backtest", "--policy", policy, "--model", "fraud", "--data", Data);
        await Fails("is no risk model", "backtest", "--policy", policy, "--model", $"fraud={policy}", "--data", Data);
        await Fails("none.yaml", "backtest", "--policy", Path.Combine(_folder, "none.yaml"), "--data", Data);
        await Misused("--policy", "backtest", "--data", Data);
        await Fails("holds no marketplace", "backtest", "--policy", policy, "--data", Path.Combine(_folder, "empty"));
    }

    [Fact]
    public async Task Models_AreListed_AndWrongUseIsTold()
    {
        await Ok("risk", "models", "list", "--url", Url);
        await Fails("'none'", "risk", "models", "show", "none", "--url", Url);
        await Fails(
            "no version 3 of a model 'none'", "risk", "models", "shadow", "none", "3", "--by", "ann", "--url", Url);
        await Fails(
            "no version 3 of a model 'none'", "risk", "models", "promote", "none", "3", "--force", "for fun", "--by",
            "ann", "--url", Url);
        await Fails("paymnt", "risk", "train", "fraud", "--checkpoint", "paymnt", "--by", "ann", "--url", Url);
        await Fails("is no time", "risk", "train", "fraud", "--checkpoint", "payment", "--as-of", "soon", "--url", Url);
        await Misused("--checkpoint", "risk", "train", "fraud", "--url", Url);
        await Misused("neural", "risk", "train", "fraud", "--checkpoint", "payment", "--kind", "neural", "--url", Url);
    }

    [Fact]
    public async Task WithoutAServer_EachCommandFails_AndSaysWhere()
    {
        // The port of a server that has just been stopped.
        string port = new Uri(Url).Port.ToString(CultureInfo.InvariantCulture);
        await _server.DisposeAsync();
        string[] lines =
        [
            "risk monitor", "risk alerts", "risk labels", "risk report", "risk patterns --event view", "risk proposals",
            "risk shadow x --by ann", "risk models list", "risk train m --checkpoint payment",
            "lists show blocked_cards",
            "lists add blocked_cards c1", "cases list", "cases show c1", "policy show", "explain decision 5",
        ];
        foreach (string line in lines)
        {
            Assert.Contains(port, await Failed([.. line.Split(' '), "--url", Url]), StringComparison.Ordinal);
        }
    }

    private static async Task<string> Ok(params string[] args)
    {
        (int code, string output, string error) = await CommandRun.RunAsync(args);
        Assert.True(code == ExitCode.Ok, $"{string.Join(' ', args)} gave {code}: {output}{error}");
        return output;
    }

    private static async Task<string> Failed(params string[] args)
    {
        (int code, string output, string error) = await CommandRun.RunAsync(args);
        Assert.True(code == ExitCode.Failed, $"{string.Join(' ', args)} gave {code}: {output}{error}");
        Assert.StartsWith(
            "souk: ", error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
        return error;
    }

    private static async Task Fails(string why, params string[] args) =>
        Assert.Contains(why, await Failed(args), StringComparison.Ordinal);

    private static async Task Misused(string why, params string[] args)
    {
        (int code, _, string error) = await CommandRun.RunAsync(args);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    private Task<JsonElement> Json(params string[] args) => CommandRun.JsonAsync([.. args, "--url", Url]);

    private Task<SoukServer> Start() => SoukServer.StartAsync(new ServerOptions
    {
        Folder = Data,
        Port = 0,
        RingsEvery = Duration.Zero,
        PatternsEvery = Duration.Zero,
        TrainEvery = TimeSpan.Zero,
    });

    // Few cards with many dear payments in a moment: velocity rules fire.
    private async Task<long> DecideToReview(int number)
    {
        using HttpClient http = new() { BaseAddress = new Uri(Url) };
        string lines = string.Join('\n', Enumerable.Range(0, 8).Select(i =>
            $$"""{"type":"payment","id":"{{(i == 7 ? $"pay{number}" : $"n{number}-{i}")}}","payment":"p{{number}}-{{i}}","shopper":"new{{number}}","card":"x{{number}}","amount":"900"}"""));
        using StringContent content = new(lines, System.Text.Encoding.UTF8, "application/x-ndjson");
        using HttpResponseMessage response = await http.PostAsync("/v1/decide/payment/batch", content);
        JsonElement answer = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
        Assert.True(response.IsSuccessStatusCode, answer.ToString());
        JsonElement[] decisions = [.. answer.GetProperty("decisions").EnumerateArray()];
        Assert.Contains(decisions, d => d.GetProperty("outcome").GetString() == "review");
        return decisions[^1].GetProperty("position").GetInt64();
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
