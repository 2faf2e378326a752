using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Souk.Cli.Data;
using Souk.Cli.Serving;
using Souk.Core.Engine;
using Souk.Core.Intake;
using Souk.Learning.Evaluation;
using Souk.Log;
using Souk.Recommend.Evaluation;
using Souk.Server;
using Spectre.Console;

namespace Souk.Cli.Recommend;

/// <summary><c>souk evaluate</c>: how well a surface would have foreseen what came.</summary>
internal static class EvaluateCommand
{
    internal static Command Create()
    {
        Argument<string> surface = new("surface") { Description = "A surface of the definition, such as for_you." };
        Option<string?> from = new("--from") { Description = "The first time that counts, instead of --share." };
        Option<string?> to = new("--to") { Description = "The time from which on nothing counts; the log's end if left out." };
        Option<double> share = new("--share")
        {
            Description = "The share of the log at its end that counts (default 0.2).",
            DefaultValueFactory = _ => 0.2,
        };
        Option<EvaluationMoment> moment = new("--moment")
        {
            Description = "visit: what is reached in a visit, asked before it; event: what is liked next.",
        };
        Option<int> cases = new("--cases") { Description = "How many cases at most.", DefaultValueFactory = _ => 5_000 };
        Option<string> data = CommonOptions.Data();
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "evaluate",
            "Replay the log, ask a surface before each visit, and compare with what came. Nothing of it is known when it is "
            + "asked; models are trained on what came before.\n\nExample: souk evaluate for_you --data souk-data --share 0.2")
        {
            surface, from, to, share, moment, cases, data, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            EvaluationOptions options = new()
            {
                Surface = parsed.GetValue(surface)!,
                From = TimeOf(parsed.GetValue(from)),
                To = TimeOf(parsed.GetValue(to)),
                Share = parsed.GetValue(share),
                Moment = parsed.GetValue(moment),
                Cases = parsed.GetValue(cases),
            };
            EvaluationReport report = Run(parsed.GetValue(data)!, options, cancellation);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonOutput.OfObject(j => Write(j, report)).GetRawText());
            }
            else
            {
                Print(report);
            }

            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static EvaluationReport Run(string folder, EvaluationOptions options, CancellationToken cancellation)
    {
        using SoukEngine engine = DataFolder.Open(folder, cancellation);
        using IDisposable hold = engine.HoldLog();
        return SurfaceEvaluation.Run(
            engine.Log, engine.CreateReplayer(), engine.Definition, StandardProjections.All, options, new ReplayReport(),
            cancellation);
    }

    private static LogTime? TimeOf(string? text) =>
        text is null ? null
        : Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out LogTime time) ? time
        : throw new ArgumentException($"'{text}' is no time such as 2026-03-01T12:30:00Z.");

    private static void Print(EvaluationReport report)
    {
        Console.WriteLine(
            $"{report.Surface}: {report.Cases} cases by {report.Moment.ToString().ToLowerInvariant()}, {report.NewSubjects} of "
            + $"new subjects; positions {report.First} to {report.Last}; ranker {report.ModelVersion}, factors of "
            + $"{report.FactorObjects} objects");
        string[] metrics = [.. report.Systems[0].Metrics.Keys];
        Print(report, metrics, static s => s.Metrics);
        string[] segments = [.. report.Systems.SelectMany(s => s.Segments.Keys).Distinct()];
        Console.WriteLine($"recall@20 by segment");
        Print(report, segments, static s => s.Segments);
        Table spread = new Table().AddColumns("", "coverage", "Gini", "novelty, bits", "ms an answer");
        foreach (SystemFigures system in report.Systems)
        {
            spread.AddRow(
                Markup.Escape(system.Name), Shown(system.Spread.Coverage), Shown(system.Spread.Gini),
                Shown(system.Spread.Novelty), Shown(system.Milliseconds));
        }

        AnsiConsole.Write(spread);
    }

    private static void Print(
        EvaluationReport report, string[] columns, Func<SystemFigures, IReadOnlyDictionary<string, Estimate>> figures)
    {
        Table table = new Table().AddColumns(["", .. columns]);
        foreach (SystemFigures system in report.Systems)
        {
            table.AddRow([
                Markup.Escape(system.Name),
                .. columns.Select(c => figures(system).TryGetValue(c, out Estimate estimate) ? Shown(estimate) : "-"),
            ]);
        }

        AnsiConsole.Write(table);
    }

    private static string Shown(Estimate estimate) => string.Create(
        CultureInfo.InvariantCulture, $"{estimate.Value:0.000} ±{(estimate.Upper - estimate.Lower) / 2:0.000}");

    private static string Shown(double value) =>
        double.IsNaN(value) ? "-" : value.ToString("0.###", CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter json, EvaluationReport report)
    {
        json.WriteString("surface", report.Surface);
        json.WriteString("moment", report.Moment.ToString().ToLowerInvariant());
        json.WriteNumber("cases", report.Cases);
        json.WriteNumber("new_subjects", report.NewSubjects);
        json.WriteNumber("first_position", report.First.Value);
        json.WriteNumber("last_position", report.Last.Value);
        json.WriteNumber("model", report.ModelVersion);
        json.WriteNumber("factor_objects", report.FactorObjects);
        json.WriteStartArray("systems");
        foreach (SystemFigures system in report.Systems)
        {
            json.WriteStartObject();
            json.WriteString("name", system.Name);
            Write(json, "metrics", system.Metrics);
            Write(json, "recall_by_segment", system.Segments);
            json.WriteNumber("coverage", system.Spread.Coverage);
            json.WriteNumber("gini", system.Spread.Gini);
            json.WriteNumber("novelty_bits", system.Spread.Novelty);
            if (!double.IsNaN(system.Milliseconds))
            {
                json.WriteNumber("milliseconds", system.Milliseconds);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, Estimate> figures)
    {
        json.WriteStartObject(name);
        foreach ((string figure, Estimate estimate) in figures)
        {
            json.WriteStartObject(figure);
            json.WriteNumber("value", estimate.Value);
            json.WriteNumber("lower", estimate.Lower);
            json.WriteNumber("upper", estimate.Upper);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
