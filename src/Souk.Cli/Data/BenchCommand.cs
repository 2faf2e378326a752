using System.CommandLine;
using Souk.Bench;
using Souk.Log.Throughput;

namespace Souk.Cli.Data;

/// <summary><c>souk bench log|learning</c>.</summary>
internal static class BenchCommand
{
    internal static Command Create()
    {
        Command log = new("log", "Measure the log: durable appends by many producers, and replay. Needs 1.5 GB of temporary space.");
        log.SetAction(_ =>
        {
            new LogThroughput().Run(Console.Out);
            return ExitCode.Ok;
        });
        Option<string> data = new("--data")
        {
            Description = "The folder with the public data sets (default: the variable SOUK_DATA, then ../shared/data).",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("SOUK_DATA") ?? "../shared/data",
        };
        Option<string[]> only = new("--only") { Description = "Names of benchmarks; all if left out.", AllowMultipleArgumentsPerToken = true };
        Command learning = new("learning", "Rerun the tables of docs/learning beside published figures and rivals.") { data, only };
        learning.SetAction((parsed, cancellation) =>
        {
            bool allReached = LearningBench.Run(parsed.GetValue(data)!, parsed.GetValue(only) ?? [], Console.Out, cancellation);
            return Task.FromResult(allReached ? ExitCode.Ok : ExitCode.Failed);
        });
        return new Command("bench", "Benchmarks that print our figure beside others'.") { log, learning };
    }
}
