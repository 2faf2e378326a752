using System.Text.Json;
using Souk.Server;

namespace Souk.Cli.Tests.Commands;

[Collection(CommandRun.Collection)]
public sealed class JsonTests : IAsyncLifetime
{
    private const int Events = 4_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("souk-json-").FullName;

    private string Data => Path.Combine(_folder, "shop");

    public async ValueTask InitializeAsync() => Assert.Equal(
        ExitCode.Ok,
        (await CommandRun.RunAsync(
            "simulate", "--shoppers", "200", "--days", "60", "--events", $"{Events}", "--into", Data)).Code);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task AFolderAndAServerOverIt_GiveTheSameJson()
    {
        string[][] lines =
        [
            ["features", "shopper.views,shopper.orders,shopper.spend", "s1"],
            ["features", "interest", "s1", "shoes"],
            ["features", "shopper.views", "s2", "--at", "1500"],
            ["explain", "shopper.views.24h", "s1", "--at", "2000"],
            ["explain", "interest", "s1", "shoes", "--kind", "shopper"],
        ];
        List<string> fromFolder = [];
        foreach (string[] line in lines)
        {
            fromFolder.Add((await CommandRun.JsonAsync([.. line, "--data", Data])).GetRawText());
        }

        await using SoukServer server = await SoukServer.StartAsync(new ServerOptions { Folder = Data, Port = 0 });
        for (int i = 0; i < lines.Length; i++)
        {
            Assert.Equal(
                fromFolder[i], (await CommandRun.JsonAsync([.. lines[i], "--url", server.Address])).GetRawText());
        }

        JsonElement found = await CommandRun.JsonAsync("doctor", "--url", server.Address);
        Assert.Equal(0, found.GetProperty("problems").GetInt32());
    }

    [Fact]
    public async Task Doctor_ComparesTheWholeStateWithAReplay()
    {
        JsonElement found = await CommandRun.JsonAsync("doctor", "--data", Data);
        Assert.Equal(0, found.GetProperty("problems").GetInt32());
        string[] checks =
            [.. found.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("check").GetString()!)];
        foreach (string wanted in (string[])[
            "log", "disk", "dead letters", "engine", "lag", "snapshots", "traffic", "parity"])
        {
            Assert.Contains(wanted, checks);
        }
    }

    [Fact]
    public async Task TrainSet_WritesARowAtEachEvent_AsServingSawIt()
    {
        string file = Path.Combine(_folder, "set.csv");
        JsonElement summary = await CommandRun.JsonAsync(
            "train-set", "payment", "--features", "card.payments.24h,shopper.spend", "--label", "chargeback",
            "--label-by", "payment",
            "--label-within", "30d", "--data", Data, "--out", file);
        string[] lines = await File.ReadAllLinesAsync(file);
        Assert.Equal(summary.GetProperty("rows").GetInt64(), lines.Length - 1);
        Assert.True(lines.Length > 10, $"{lines.Length} lines");
        Assert.StartsWith(
            "position,time,event_id,card.payments.24h,shopper.spend.", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(",label,mature", lines[0], StringComparison.Ordinal);
        (int again, _, string error) = await CommandRun.RunAsync(
            "train-set", "payment", "--features", "card.payments", "--data", Data, "--out", file);
        Assert.Equal(ExitCode.Failed, again);
        Assert.Contains("exists already; nothing was written", error, StringComparison.Ordinal);

        string part = Path.Combine(_folder, "part.csv");
        JsonElement half = await CommandRun.JsonAsync(
            "train-set", "payment", "--data", Data, "--from", $"{Events / 2}", "--where", "event.amount > 0", "--out",
            part);
        Assert.InRange(half.GetProperty("rows").GetInt64(), 1, lines.Length - 2);
        Assert.True(half.GetProperty("columns").GetInt32() > 10);
    }

    [Fact]
    public async Task LogStat_CountsTheEvents() =>
        Assert.Equal(
            Events + 1, (await CommandRun.JsonAsync("log", "stat", "--data", Data)).GetProperty("records").GetInt64());

    [Fact]
    public async Task Import_TellsWhatItDid()
    {
        string rows = Path.Combine(_folder, "ratings.csv");
        await File.WriteAllTextAsync(
            rows, "userId,movieId,rating,timestamp\n1,31,2.5,1260759144\n1,1029,3.0,1260759179\n");
        string root = Path.GetDirectoryName(RepositoryFile("Souk.slnx"))!;
        JsonElement first = await CommandRun.JsonAsync(
            "import", rows, "--mapping", Path.Combine(root, "mappings/movielens/mapping.yaml"), "--data",
            Path.Combine(_folder, "movies"));
        Assert.Equal(2, first.GetProperty("rows").GetInt64());
    }

    private static string RepositoryFile(string name)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, name)))
            {
                return Path.Combine(at.FullName, name);
            }
        }

        throw new InvalidOperationException($"{name} is not above {AppContext.BaseDirectory}.");
    }
}
