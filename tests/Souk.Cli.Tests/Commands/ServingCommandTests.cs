using System.Text.Json;
using Souk.Server;

namespace Souk.Cli.Tests.Commands;

[Collection(CommandRun.Collection)]
public sealed class ServingCommandTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("souk-serving-").FullName;

    private string Data => Path.Combine(_folder, "shop");

    public async ValueTask InitializeAsync() => Assert.Equal(
        ExitCode.Ok,
        (await CommandRun.RunAsync(
            "simulate", "--shoppers", "100", "--days", "30", "--events", "4000", "--into", Data)).Code);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Evaluate_OnAFolderAndByARunningServer_FindsTheSame()
    {
        string[] line = ["evaluate", "for_you", "--share", "0.4", "--cases", "40"];
        JsonElement fromFolder = await CommandRun.JsonAsync([.. line, "--data", Data]);
        await using SoukServer server = await StartAsync();
        JsonElement fromServer = await CommandRun.JsonAsync([.. line, "--url", server.Address]);
        Assert.Equal(FiguresOf(fromFolder), FiguresOf(fromServer));
        (int code, string shown) = await Run([.. line, "--no-ranker", "--url", server.Address]);
        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("no ranker was trained; the order of recall serves", shown, StringComparison.Ordinal);
        (code, _) = await Run("evaluate", "similar_items", "--url", server.Address);
        Assert.NotEqual(ExitCode.Ok, code);
    }

    [Fact]
    public async Task AnExperiment_IsStartedSeenShippedAndTakenBack()
    {
        string plan = Path.Combine(_folder, "plan.json");
        await File.WriteAllTextAsync(plan, """
            {"name":"order","unit":"shopper","metrics":[{"name":"orders","event":"order","kind":"any"}],
             "variants":[{"name":"as-is"},{"name":"recall","surfaces":{"for_you":{"ranker":"recall"}}}]}
            """);
        await using SoukServer server = await StartAsync();
        (int code, _) = await Run("experiment", "start", plan, "--url", server.Address);
        Assert.Equal(ExitCode.Ok, code);
        (_, string shown) = await Run("recommend", "for_you", "--for", "shopper:s1", "--url", server.Address);
        Assert.Contains("of the experiment 'order'", shown, StringComparison.Ordinal);
        (code, _) = await Run(
            "experiment", "ship", "order", "--variant", "recall", "--reason", "simpler", "--url", server.Address);
        Assert.Equal(ExitCode.Ok, code);
        (_, shown) = await Run("experiment", "report", "order", "--url", server.Address);
        Assert.Contains("order: shipped (recall): simpler", shown, StringComparison.Ordinal);
        (code, _) = await Run("experiment", "ship", "order", "--variant", "as-is", "--url", server.Address);
        Assert.Equal(ExitCode.Ok, code);
        (code, _) = await Run("experiment", "ship", "order", "--variant", "none", "--url", server.Address);
        Assert.NotEqual(ExitCode.Ok, code);
    }

    private Task<SoukServer> StartAsync() => SoukServer.StartAsync(new ServerOptions { Folder = Data, Port = 0 });

    private static async Task<(int Code, string Shown)> Run(params string[] line)
    {
        (int code, string output, _) = await CommandRun.RunAsync(line);
        return (code, output);
    }

    // All but how long it took.
    private static string[] FiguresOf(JsonElement report) =>
    [
        .. report.GetProperty("systems").EnumerateArray().Select(
            s => $"{s.GetProperty("name")} {s.GetProperty("metrics")} {s.GetProperty("recall_by_segment")}"),
    ];
}
