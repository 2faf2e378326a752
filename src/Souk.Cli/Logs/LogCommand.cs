using System.CommandLine;
using System.Text.Json;
using Souk.Log;
using Souk.Log.Inspection;

namespace Souk.Cli.Logs;

/// <summary><c>souk log verify|stat|dump</c>; safe beside a running server.</summary>
internal static class LogCommand
{
    internal static Command Create() => new("log", "Look at the log of a data folder; safe beside a running server.")
    {
        Verify(), Stat(), Dump(),
    };

    private static string LogOf(string data) => Directory.Exists(Path.Combine(data, "log"))
        ? Path.Combine(data, "log")
        : throw new InvalidOperationException($"{data} holds no log; 'souk serve' or 'souk import' start one.");

    private static Command Verify()
    {
        Option<string> data = CommonOptions.Data();
        Command command = new("verify", "Check every batch of the log: checksums, the chain, positions and " +
            "times.\n\nExample: souk log verify --data shop") { data };
        command.SetAction((parsed, cancellation) =>
        {
            LogVerification found = LogFolder.Verify(LogOf(parsed.GetValue(data)!), cancellation: cancellation);
            Console.WriteLine(found);
            return Task.FromResult(found.IsSound ? ExitCode.Ok : ExitCode.Damaged);
        });
        return command;
    }

    private static Command Stat()
    {
        Option<string> data = CommonOptions.Data();
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "stat", "Tell the log's extent, by segment.\n\nExample: souk log stat --data shop --json") { data, json };
        command.SetAction(parsed =>
        {
            LogStatistics found = LogFolder.Statistics(LogOf(parsed.GetValue(data)!));
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(new
                {
                    first_position = found.FirstPosition?.Value,
                    last_position = found.LastPosition?.Value,
                    records = found.Records,
                    batches = found.Batches,
                    payload_bytes = found.PayloadBytes,
                    file_bytes = found.FileBytes,
                    segments = found.Segments.Count,
                }));
                return ExitCode.Ok;
            }

            Console.WriteLine(
                $"positions {found.FirstPosition} to {found.LastPosition}, {found.Records} records in {found.Batches} "
                + $"batches, {found.PayloadBytes} bytes of payload in {found.FileBytes} bytes");
            foreach (SegmentStatistics segment in found.Segments)
            {
                Console.WriteLine(
                    $"{segment.Name}  positions {segment.FirstPosition} to {segment.LastPosition}, "
                    + $"{segment.Batches} batches, {segment.FileBytes} bytes, {TimesOf(segment)}");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    // What comes before the first event, such as the first definition, stands at the beginning of 1970.
    private static string TimesOf(SegmentStatistics segment)
    {
        LogTime start = new(0);
        return segment.LastTime <= start ? "no events yet"
            : segment.FirstTime <= start ? $"events up to {segment.LastTime}"
            : $"events from {segment.FirstTime} to {segment.LastTime}";
    }

    private static Command Dump()
    {
        Option<string> data = CommonOptions.Data();
        Option<long> from = new("--from") { Description = "The first position.", DefaultValueFactory = _ => 1 };
        Option<int> batches = new("--batches") { Description = "How many batches.", DefaultValueFactory = _ => 10 };
        Command command = new("dump", "Print batches as they stand in the log.\n\nExample: souk log dump --data " +
            "shop --from 1000 --batches 3") { data, from, batches };
        command.SetAction(parsed =>
        {
            LogFolder.Dump(
                LogOf(parsed.GetValue(data)!), Console.Out, new LogPosition(parsed.GetValue(from)),
                parsed.GetValue(batches));
            return ExitCode.Ok;
        });
        return command;
    }
}
