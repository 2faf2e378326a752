using System.CommandLine;
using Souk.Bench;
using Souk.Bench.Foundation;
using Souk.Bench.Risk;

namespace Souk.Cli.Data;

/// <summary><c>souk bench foundation|learning|graph|recommend|risk</c> and the parts of the former by name.</summary>
internal static class BenchCommand
{
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
            part.SetAction(_ => RunFoundation([name]));
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
        foundation.SetAction(parsed => RunFoundation(parsed.GetValue(only) ?? []));
        return foundation;
    }

    private static int RunFoundation(string[] names) =>
        FoundationBench.Run(names, Console.Out) ? ExitCode.Ok : ExitCode.Failed;

    private static Option<string> Data() => new("--data")
    {
        Description = "The folder with the public data sets (default: SOUK_DATA, then ../shared/data).",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("SOUK_DATA") ?? "../shared/data",
    };

    private static Command Graph()
    {
        Option<string> data = Data();
        Command graph = new(
            "graph", "Rerun the tables of docs/links.md and docs/rings.md: suspicion, rings, neighbours, speed.")
        {
            data,
        };
        graph.SetAction((parsed, cancellation) =>
        {
            bool allReached = LearningBench.Run(
                parsed.GetValue(data)!, LearningBench.NamesOf("graph-"), Console.Out, cancellation);
            return Task.FromResult(allReached ? ExitCode.Ok : ExitCode.Failed);
        });
        return graph;
    }

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
                parsed.GetValue(data)!, parsed.GetValue(only) ?? [], Console.Out, cancellation);
            return Task.FromResult(allReached ? ExitCode.Ok : ExitCode.Failed);
        });
        return risk;
    }

    private static Command Recommend()
    {
        const string prefix = "recommend-";
        Option<string> data = Data();
        Option<string[]> only = Only();
        Command recommend = new(
            "recommend",
            "Rerun the tables of docs/recommend.md through the whole engine. Parts: "
            + $"{string.Join(", ", LearningBench.NamesOf(prefix))}.")
        {
            data, only,
        };
        recommend.SetAction((parsed, cancellation) =>
        {
            IReadOnlyList<string> names =
                parsed.GetValue(only) is { Length: > 0 } some ? some : LearningBench.NamesOf(prefix);
            bool allReached = LearningBench.Run(parsed.GetValue(data)!, names, Console.Out, cancellation);
            return Task.FromResult(allReached ? ExitCode.Ok : ExitCode.Failed);
        });
        return recommend;
    }

    private static Option<string[]> Only() => new("--only")
    {
        Description = "Names of benchmarks; all if left out.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static Command Learning()
    {
        Option<string> data = Data();
        Option<string[]> only = Only();
        Command learning = new("learning", "Rerun the tables of docs/learning beside published figures and rivals.")
        {
            data, only,
        };
        learning.SetAction((parsed, cancellation) =>
        {
            bool allReached = LearningBench.Run(
                parsed.GetValue(data)!, parsed.GetValue(only) ?? [], Console.Out, cancellation);
            return Task.FromResult(allReached ? ExitCode.Ok : ExitCode.Failed);
        });
        return learning;
    }
}
