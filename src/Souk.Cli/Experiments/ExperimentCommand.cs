using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Souk.Cli.Experiments;

/// <summary><c>souk experiment</c>: experiments of a running server.</summary>
internal static class ExperimentCommand
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    internal static Command Create() => new("experiment", "Start, stop and read experiments of a running server.")
    {
        Start(), Stop(), Ship(), List(), Report(), Assign(),
    };

    private static Command Start()
    {
        Argument<FileInfo> plan = new("plan") { Description = "The experiment as JSON; docs/experiments.md says how." };
        Option<string> url = RunningServer.Url();
        Command command = new(
            "start", "Start an experiment.\n\nExample: souk experiment start ranker.json") { plan, url };
        command.SetAction(async (parsed, cancellation) =>
        {
            using RunningServer server = new(parsed.GetValue(url)!);
            string json = await File.ReadAllTextAsync(parsed.GetValue(plan)!.FullName, cancellation);
            JsonElement answer = await server.PostAsync("/v1/experiments", json, cancellation);
            Console.WriteLine(
                $"'{answer.GetProperty("name")}' runs from log position {answer.GetProperty("position")} on.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Stop()
    {
        Argument<string> name = Name();
        Option<string> url = RunningServer.Url();
        Option<string?> reason = Reason();
        Command command = new("stop", "Stop an experiment; its result stays.\n\nExample: souk experiment stop ranker")
        {
            name, reason, url,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using RunningServer server = new(parsed.GetValue(url)!);
            JsonElement answer = await server.PostAsync(
                $"{PathOf(parsed.GetValue(name)!)}/stop{Query("?", parsed.GetValue(reason))}", "", cancellation);
            Console.WriteLine(
                $"'{answer.GetProperty("name")}' ended at log position {answer.GetProperty("position")}.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Ship()
    {
        Argument<string> name = Name();
        Option<string> variant = new("--variant") { Description = "The variant that serves all.", Required = true };
        Option<string?> reason = Reason();
        Option<string> url = RunningServer.Url();
        Command command = new(
            "ship",
            "Stop an experiment and let a variant's surfaces serve all; ship the control to take that back.\n\n"
            + "Example: souk experiment ship ranker --variant new")
        {
            name, variant, reason, url,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using RunningServer server = new(parsed.GetValue(url)!);
            string chosen = parsed.GetValue(variant)!;
            JsonElement answer = await server.PostAsync(
                $"{PathOf(parsed.GetValue(name)!)}/ship?variant={Uri.EscapeDataString(chosen)}"
                + Query("&", parsed.GetValue(reason)), "", cancellation);
            Console.WriteLine(
                $"'{chosen}' of '{answer.GetProperty("name")}' serves all from log position "
                + $"{answer.GetProperty("position")} on.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Option<string?> Reason() => new("--reason") { Description = "Why, for whoever reads it later." };

    private static string Query(string before, string? reason) =>
        string.IsNullOrEmpty(reason) ? "" : $"{before}reason={Uri.EscapeDataString(reason)}";

    private static Command List()
    {
        Option<string> url = RunningServer.Url();
        Option<bool> json = CommonOptions.Json();
        Command command = new("list", "List the experiments.\n\nExample: souk experiment list") { url, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            using RunningServer server = new(parsed.GetValue(url)!);
            JsonElement answer = await server.GetAsync("/v1/experiments", cancellation);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(answer, _indented));
                return ExitCode.Ok;
            }

            Table table = new Table().AddColumns("experiment", "state", "started");
            foreach (JsonElement e in answer.GetProperty("experiments").EnumerateArray())
            {
                table.AddRow(Cell(e, "name"), Cell(e, "state"),
                    e.TryGetProperty("started_at", out _) ? Cell(e, "started_at") : "before the first event");
            }

            AnsiConsole.Write(table);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Report()
    {
        Argument<string> name = Name();
        Option<string> url = RunningServer.Url();
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "report",
            "What an experiment shows so far; look as often as you like.\n\nExample: souk experiment report ranker")
        {
            name, url, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using RunningServer server = new(parsed.GetValue(url)!);
            JsonElement answer = await server.GetAsync(PathOf(parsed.GetValue(name)!), cancellation);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(answer, _indented));
            }
            else
            {
                Print(answer);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Assign()
    {
        Argument<string> unit = new("unit") { Description = "A unit, such as shopper:s17." };
        Option<string> url = RunningServer.Url();
        Command command = new("assign", "The variants of a unit.\n\nExample: souk experiment assign shopper:s17")
        {
            unit, url,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            string[] parts = parsed.GetValue(unit)!.Split(':', 2);
            if (parts.Length < 2)
            {
                throw new ArgumentException($"'{parts[0]}' is no unit; write KIND:ID, such as shopper:s17.");
            }

            using RunningServer server = new(parsed.GetValue(url)!);
            JsonElement answer = await server.GetAsync(
                $"/v1/assignments/{Uri.EscapeDataString(parts[0])}/{Uri.EscapeDataString(parts[1])}", cancellation);
            Console.WriteLine(JsonSerializer.Serialize(answer.GetProperty("variants"), _indented));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Argument<string> Name() => new("name") { Description = "The experiment's name." };

    private static string PathOf(string name) => $"/v1/experiments/{Uri.EscapeDataString(name)}";

    private static string Cell(JsonElement e, string name) => Markup.Escape(e.GetProperty(name).ToString());

    private static void Print(JsonElement report)
    {
        string shipped = report.TryGetProperty("shipped", out JsonElement variant) ? $" ({variant})" : "";
        string reason = report.TryGetProperty("stop_reason", out JsonElement why) ? $": {why}" : "";
        Console.WriteLine($"{report.GetProperty("name")}: {report.GetProperty("state")}{shipped}{reason}");
        if (report.TryGetProperty("sample_ratio", out JsonElement ratio) && ratio.GetProperty("mismatch").GetBoolean())
        {
            AnsiConsole.MarkupLine(
                "[red]The variants did not get their shares of units: find out why before you believe any result.[/]");
        }

        if (!report.TryGetProperty("variants", out JsonElement variants))
        {
            return;
        }

        Table table = new Table().AddColumns("variant", "units", "metric", "mean", "difference", "interval", "verdict");
        foreach (JsonElement arm in variants.EnumerateArray())
        {
            foreach (JsonElement metric in arm.GetProperty("metrics").EnumerateArray())
            {
                bool isControl = !metric.TryGetProperty("difference", out _);
                table.AddRow(
                    Cell(arm, "variant"), Cell(arm, "units"), Cell(metric, "metric"), Number(metric, "mean"),
                    isControl ? "" : Number(metric, "difference"),
                    isControl ? "" : $"{Number(metric, "lower")} to {Number(metric, "upper")}",
                    Cell(metric, "verdict"));
            }
        }

        AnsiConsole.Write(table);
    }

    private static string Number(JsonElement metric, string name) =>
        metric.GetProperty(name) is { ValueKind: JsonValueKind.Number } value
            ? value.GetDouble().ToString("G5", CultureInfo.InvariantCulture)
            : "open";
}
