using System.CommandLine;
using System.CommandLine.Parsing;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Log;
using Souk.Server;

namespace Souk.Cli.Serving;

/// <summary><c>souk serve</c>: runs the server over a data folder until it is asked to stop.</summary>
internal static class ServeCommand
{
    private const string OtlpVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The name of the risk policy that <c>souk init</c> writes beside the definition.</summary>
    internal const string PolicyFile = "policy.yaml";

    internal static Command Create()
    {
        Option<string> data = CommonOptions.Data();
        Option<FileInfo?> definition = new("--definition")
        {
            Description =
                "The definition to put in force; without it the folder's own goes on, or the shipped one starts.",
        };
        Option<string> host = new("--host")
        {
            Description = "The address to listen on.",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        Option<int> port = CommonOptions.Port();
        Option<FileInfo?> keys = new("--keys") { Description = "The file of API keys; needed beyond loopback." };
        Option<bool> acceptLoss = new("--accept-data-loss")
        {
            Description =
                "Cut a damaged log where it is damaged, instead of refusing to start. Read 'souk log verify' first.",
        };
        Option<long?> maxLogBytes = new("--max-log-bytes")
        {
            Description = "Let the log's oldest segments go beyond this size, as far as windows and snapshots allow.",
        };
        Option<Uri?> otlp = new("--otlp")
        {
            Description =
                $"Where traces and metrics go, OTLP over HTTP (default: the variable {OtlpVariable}, else nowhere).",
            CustomParser = result => ParseEndpoint(result.Tokens[0].Value, result),
        };
        Option<Duration> trainEvery = new("--train-every")
        {
            Description =
                "How long after a round of training of the rankers the next one begins; 0s for never (default 6h).",
            DefaultValueFactory = _ => Duration.FromHours(6),
            CustomParser = result => ParseDuration(result.Tokens[0].Value, result),
        };
        Option<Uri?> webhook = new("--alert-webhook")
        {
            Description = "Where alerts about risk decisions are posted; without it they are in the log only.",
            CustomParser = result => ParseEndpoint(result.Tokens[0].Value, result),
        };
        Option<FileInfo?> policy = new("--policy")
        {
            Description = "The risk policy to put in force if there is none yet (default: " + PolicyFile
                + " beside the definition, if it is there).",
        };
        Option<Duration> ringsEvery = new("--rings-every")
        {
            Description = "After how much log time rings are looked for again; 0s for never (default 1d).",
            DefaultValueFactory = _ => Duration.FromDays(1),
            CustomParser = result => ParseDuration(result.Tokens[0].Value, result),
        };
        Option<Duration> patternsEvery = new("--patterns-every")
        {
            Description = "After how much log time new patterns are looked for at each checkpoint; 0s for never "
                + "(default 1d).",
            DefaultValueFactory = _ => Duration.FromDays(1),
            CustomParser = result => ParseDuration(result.Tokens[0].Value, result),
        };
        Command command = new(
            "serve", "Run the server over a data folder.\n\nExample: souk serve --data shop --port 7070")
        {
            data, definition, policy, host, port, keys, acceptLoss, maxLogBytes, otlp, trainEvery, ringsEvery,
            patternsEvery, webhook,
        };
        command.SetAction((parsed, cancellation) => Run(
            new ServerOptions
            {
                Folder = parsed.GetValue(data)!,
                DefinitionText = DefinitionFor(parsed.GetValue(data)!, parsed.GetValue(definition)),
                Host = parsed.GetValue(host)!,
                Port = parsed.GetValue(port),
                KeysFile = parsed.GetValue(keys)?.FullName,
                AcceptDataLoss = parsed.GetValue(acceptLoss),
                MaxLogBytes = parsed.GetValue(maxLogBytes),
                TrainEvery = TimeSpan.FromMicroseconds(parsed.GetValue(trainEvery).Microseconds),
                RingsEvery = parsed.GetValue(ringsEvery),
                PatternsEvery = parsed.GetValue(patternsEvery),
                OtlpEndpoint = parsed.GetValue(otlp) ?? OtlpFromEnvironment(),
                AlertWebhook = parsed.GetValue(webhook),
            },
            PolicyFor(parsed.GetValue(policy), parsed.GetValue(definition)),
            cancellation));
        return command;
    }

    /// <summary>The text of the definition to open a folder with: the file's if one was named; the shipped one if the
    /// folder is new.</summary>
    internal static string? DefinitionFor(string folder, FileInfo? file) =>
        file is not null ? DefinitionLoader.Load(file.FullName).OrThrow().SourceText
        : Directory.Exists(Path.Combine(folder, "log")) ? null
        : DefinitionLoader.ShippedText;

    // A file that was named must be there; the one that 'souk init' wrote is taken where it is.
    private static FileInfo? PolicyFor(FileInfo? named, FileInfo? definition)
    {
        FileInfo? beside = definition is null ? null : new(Path.Combine(definition.DirectoryName!, PolicyFile));
        return named ?? (beside?.Exists == true ? beside : null);
    }

    private static Uri? OtlpFromEnvironment() =>
        Environment.GetEnvironmentVariable(OtlpVariable) is not { Length: > 0 } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out Uri? endpoint) && endpoint.Scheme is ("http" or "https") ? endpoint
        : throw new ArgumentException(
            $"{OtlpVariable} is '{text}'; it must be an address such as http://127.0.0.1:4318.");

    private static Uri? ParseEndpoint(string text, ArgumentResult result)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? endpoint) && endpoint.Scheme is ("http" or "https"))
        {
            return endpoint;
        }

        result.AddError($"'{text}' is no address such as http://127.0.0.1:4318.");
        return null;
    }

    private static Duration ParseDuration(string text, ArgumentResult result)
    {
        if (!Duration.TryParse(text, out Duration span) || span.Microseconds < 0)
        {
            string option = result.Parent is OptionResult named ? named.Option.Name : string.Empty;
            result.AddError($"{option} '{text}' is no span of time such as 30m or 6h; 0s is never.".TrimStart());
        }

        return span;
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
