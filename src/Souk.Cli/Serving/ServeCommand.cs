using System.CommandLine;
using Souk.Log;
using Souk.Server;

namespace Souk.Cli.Serving;

/// <summary><c>souk serve</c>: runs the server over a data folder until it is asked to stop.</summary>
internal static class ServeCommand
{
    /// <summary>The name of the risk policy that <c>souk init</c> writes beside the definition.</summary>
    internal const string PolicyFile = "policy.yaml";

    internal static Command Create()
    {
        ServeSettings settings = new();
        Command command = new(
            "serve", "Run the server over a data folder.\n\nExample: souk serve --data shop --port 7070");
        foreach (Option option in settings.All)
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
            Run(settings.OptionsOf(parsed), settings.PolicyOf(parsed), cancellation));
        return command;
    }

    private static async Task<int> Run(
        ServerOptions options, FileInfo? policy, CancellationToken cancellation)
    {
        ReplayReport progress = new();
        await using SoukServer server = await SoukServer.StartAsync(options, progress, cancellation: cancellation);
        if (policy is not null)
        {
            await FirstPolicy.PutInForceAsync(
                server.Engine, await File.ReadAllTextAsync(policy.FullName, cancellation), policy.Name, "serve");
        }

        Report(server);
        await server.WaitForStopAsync(cancellation);
        Console.WriteLine("stopping: requests under way are finished, then a snapshot is taken");
        return 0;
    }

    private static void Report(SoukServer server)
    {
        var report = server.Engine.OpenReport;
        Console.WriteLine(report.Log);
        foreach (string remark in report.Remarks)
        {
            Console.WriteLine(remark);
        }

        string from = report.SnapshotPosition == LogPosition.Zero
            ? "the log's start"
            : $"the snapshot at {report.SnapshotPosition}";
        Console.WriteLine(
            $"state from {from}, {report.Replayed} positions replayed in {report.Duration.TotalSeconds:0.00} s, "
            + $"definition version {server.Engine.DefinitionVersion}");
        Console.WriteLine($"souk serves on {server.Address}");
    }
}
