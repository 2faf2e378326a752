using System.CommandLine;
using Souk.Bench;
using Souk.Bench.Foundation;
using Souk.Bench.Risk;

namespace Souk.Cli.Data;

/// <summary><c>souk bench foundation|learning|graph|recommend|risk</c> and the parts of the former by name.</summary>
internal static class BenchCommand
{
    private const string DefaultData = "../shared/data";

    internal static Command Create()
    {
        Command bench = new(
            "bench", "Benchmarks that print our figure beside what was to be reached and what others report.")
        {
            Foundation(), Learning(), Graph(), Recommend(), Risk(),
        };
        foreach ((string name, string description) in FoundationBench.Benchmarks)
        {
            Command part = new(name, description);
            part.SetAction((_, cancellation) => Task.FromResult(RunFoundation([name], cancellation)));
            bench.Add(part);
        }

        return bench;
    }

    private static Command Foundation()
    {
        Option<string[]> only = Only();
        Command foundation = new(
            "foundation",
            "All speed benchmarks of log, features, conditions and server, and their table. 5 min, 4 GB of "
            + "temporary space.")
        {
            only,
        };
        foundation.SetAction((parsed, cancellation) =>
            Task.FromResult(RunFoundation(parsed.GetValue(only) ?? [], cancellation)));
        return foundation;
    }

    private static int RunFoundation(string[] names, CancellationToken cancellation) =>
        FoundationBench.Run(names, Console.Out, cancellation) ? ExitCode.Ok : ExitCode.Failed;

    private static Option<string> Data() => new("--data")
    {
        Description = $"The folder with the public data sets (default: SOUK_DATA, then {DefaultData}).",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("SOUK_DATA") ?? DefaultData,
    };

    // The default need not be there: what needs no data runs without.
    private static string ExistingFolder(string folder) =>
        folder == DefaultData || Directory.Exists(folder)
            ? folder
            : throw new DirectoryNotFoundException($"--data is '{folder}'; there is no such folder.");

    private static Command Risk()
    {
        Option<string> data = Data();
        Option<string[]> only = Only();
        Command risk = new(
            "risk",
            "Risk decisions, their quality and their speed:\n"
            + string.Join('\n', RiskBench.Benchmarks.Select(b => $"  {b.Name}: {b.Description}")))
        {
            data, only,
        };
        risk.SetAction((parsed, cancellation) =>
        {
            bool allReached = RiskBench.Run(
                ExistingFolder(parsed.GetValue(data)!), parsed.GetValue(only) ?? [], Console.Out, cancellation);
            return Task.FromResult(allReached ? ExitCode.Ok : ExitCode.Failed);
        });
        return risk;
    }

    private static Option<string[]> Only() => new("--only")
    {
        Description = "Names of benchmarks; all if left out.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static Command Learning() => OfModels(
        "learning", "Rerun the tables of docs/learning beside published figures and rivals.",
        BenchmarkSelection.Learning);

    private static Command Recommend() => OfModels(
        "recommend",
        "Rerun the tables of docs/recommend.md through the whole engine. Parts: "
        + $"{string.Join(", ", BenchmarkSelection.Recommend.Select(b => b.Name))}.",
        BenchmarkSelection.Recommend);

    private static Command Graph() => OfModels(
        "graph", "Rerun the tables of docs/links.md and docs/rings.md: suspicion, rings, neighbours, speed.",
        BenchmarkSelection.Graph);

    private static Command OfModels(string name, string description, IReadOnlyList<ILearningBenchmark> benchmarks)
    {
        Option<string> data = Data();
        Option<string[]> only = new("--only")
        {
            Description = "Names of benchmarks, or the kinds quality and speed; all if left out.",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string?> output = new("--output")
        {
            Description = "A Markdown file that the table is written to as well; one that is there is replaced.",
        };
        Command command = new(name, description) { data, only, output };
        command.SetAction((parsed, cancellation) =>
        {
            string[] names = parsed.GetValue(only) ?? [];
            string folder = ExistingFolder(parsed.GetValue(data)!);
            IReadOnlyList<ILearningBenchmark> picked = BenchmarkSelection.Pick(benchmarks, names);
            string again = $"souk bench {name} --data DIR"
                + (names.Length > 0 ? $" --only {string.Join(' ', names)}" : string.Empty);
            bool clean = RunModels(
                picked, folder, again, parsed.GetValue(output), cancellation);
            return Task.FromResult(clean ? ExitCode.Ok : ExitCode.Failed);
        });
        return command;
    }

    private static bool RunModels(
        IReadOnlyList<ILearningBenchmark> picked, string data, string again, string? output,
        CancellationToken cancellation)
    {
        if (output is null)
        {
            return LearningBench.Run(picked, data, again, [Console.Out], TimeProvider.System, cancellation);
        }

        using StreamWriter file = new(output);
        return LearningBench.Run(picked, data, again, [Console.Out, file], TimeProvider.System, cancellation);
    }
}
