using System.CommandLine;
using System.Text.Json;
using Souk.Core.Engine;
using Souk.Core.State;
using Souk.Log;
using Souk.Log.Inspection;
using Souk.Server;

namespace Souk.Cli.Data;

/// <summary><c>souk doctor</c>: checks a data folder, and a running server, and says what to do.</summary>
internal static class DoctorCommand
{
    private const long LowDiskBytes = 2L << 30;

    internal static Command Create()
    {
        Option<string> data = CommonOptions.Data();
        Option<string?> server = new("--server") { Description = "The address of a running server to check as well." };
        Command command = new(
            "doctor",
            "Find what is wrong with a data folder (log, disk, snapshots, live state against a replay) or a server.\n\n"
            + "Example: souk doctor --data shop --server http://127.0.0.1:7070")
        {
            data, server,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            Findings findings = new();
            string folder = parsed.GetValue(data)!;
            if (parsed.GetValue(server) is string address)
            {
                await CheckServer(findings, address, cancellation);
            }

            CheckFolder(findings, folder, cancellation);
            return findings.Problems == 0 ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    private static async Task CheckServer(Findings findings, string address, CancellationToken cancellation)
    {
        using HttpClient http = new() { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using HttpResponseMessage response = await http.GetAsync("/ready", cancellation);
            using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellation));
            if (!response.IsSuccessStatusCode)
            {
                findings.Bad("server", answer.RootElement.GetProperty("detail").GetString()!, "restart it; a restart rebuilds the state from the log");
                return;
            }

            long position = answer.RootElement.GetProperty("position").GetInt64();
            long durable = answer.RootElement.GetProperty("durable_position").GetInt64();
            Findings.Good("server", $"ready at position {position}, {position - durable} position(s) not on disk yet");
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            findings.Bad("server", $"{address} does not answer: {e.Message}", "start it with 'souk serve', or correct the address");
        }
    }

    private static void CheckFolder(Findings findings, string folder, CancellationToken cancellation)
    {
        string log = Path.Combine(folder, "log");
        if (!Directory.Exists(log))
        {
            findings.Bad("folder", $"{folder} holds no marketplace", "start one with 'souk serve' or 'souk import'");
            return;
        }

        long free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        if (free < LowDiskBytes)
        {
            findings.Bad("disk", $"{free >> 20} MiB are free", "make room: when the disk is full no event is taken any more");
        }
        else
        {
            Findings.Good("disk", $"{free >> 30} GiB are free");
        }

        LogVerification verified = LogFolder.Verify(log, cancellation: cancellation);
        if (verified.IsSound)
        {
            Findings.Good("log", $"every batch is sound ({LogFolder.Statistics(log).Records} records)");
        }
        else
        {
            findings.Bad("log", verified.ToString(), "restore the segment from a copy, or read docs/log.md on --accept-data-loss");
        }

        try
        {
            CheckState(findings, folder, cancellation);
        }
        catch (LogLockedException)
        {
            Findings.Good("state", "a server has the folder open; stop it to compare its state with a replay");
        }
    }

    private static void CheckState(Findings findings, string folder, CancellationToken cancellation)
    {
        using SoukEngine engine = DataFolder.Open(folder, cancellation);
        foreach (string remark in engine.OpenReport.Remarks)
        {
            findings.Bad("snapshots", remark, "nothing to do: the next snapshot takes its place");
        }

        Findings.Good("start", $"{engine.OpenReport.Replayed} positions replayed in {engine.OpenReport.Duration.TotalSeconds:0.0} s");
        using Fold clean = new(engine.Definition, StandardProjections.All);
        new LogReplayer(engine.Log, engine.Definitions).Replay(clean, null, null, cancellation);
        using FoldScope scope = engine.Read();
        foreach ((Arena live, Arena replayed) in scope.Fold.Arenas.Zip(clean.Arenas))
        {
            // Page 0 carries the snapshot's own position, so the pages behind it are compared.
            bool same = live.PageCount == replayed.PageCount
                && Enumerable.Range(1, live.PageCount - 1).All(p => live.Page(p).SequenceEqual(replayed.Page(p)));
            if (same)
            {
                Findings.Good("parity", $"'{live.Name}' equals a clean replay, page by page");
            }
            else
            {
                findings.Bad("parity", $"'{live.Name}' differs from a clean replay", "delete the folder 'snapshots' and start again");
            }
        }
    }

    private sealed class Findings
    {
        internal int Problems { get; private set; }

        internal static void Good(string what, string found) => Console.WriteLine($"ok       {what}: {found}");

        internal void Bad(string what, string found, string advice)
        {
            Problems++;
            Console.WriteLine($"problem  {what}: {found}\n         do: {advice}");
        }
    }
}
