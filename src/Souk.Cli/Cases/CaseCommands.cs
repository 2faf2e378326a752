using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace Souk.Cli.Cases;

/// <summary><c>souk cases</c>: the cases of a running server.</summary>
internal static class CaseCommands
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    internal static Command Create() => new("cases", "Cases of a running server: list, show, assign, note, verdict.")
    {
        List(), Show(), Change("assign", "Give a case to somebody", "who", "To whom.", "kim"),
        Change("note", "Add a note to a case", "text", "What to write.", "\"three of its cards were stolen\""),
        Verdict(),
    };

    private static Command List()
    {
        Option<string?> status = new("--status")
        {
            Description = "open, assigned, closed or all; unclosed if left out.",
        };
        Option<string?> entity = new("--entity") { Description = "Only those about an entity, such as shopper:s17." };
        Option<string> url = RunningServer.Url();
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "list", "The queue, by expected loss.\n\nExample: souk cases list --entity shopper:s17")
        {
            status, entity, url, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using RunningServer server = new(parsed.GetValue(url)!);
            List<string> query = [];
            AddTo(query, "status", parsed.GetValue(status));
            AddTo(query, "entity", parsed.GetValue(entity));
            JsonElement answer = await server.GetAsync($"/v1/cases?{string.Join('&', query)}", cancellation);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(answer);
                return ExitCode.Ok;
            }

            Table table = new Table().AddColumns("case", "status", "expected loss", "due", "title");
            foreach (JsonElement one in answer.GetProperty("cases").EnumerateArray())
            {
                table.AddRow(
                    Cell(one, "id"), Cell(one, "status"), Cell(one, "expected_loss"), Cell(one, "due_at"),
                    Cell(one, "title"));
            }

            AnsiConsole.Write(table);
            Console.WriteLine($"{answer.GetProperty("waiting")} waiting");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Show()
    {
        Argument<string> id = new("id") { Description = "The case." };
        Option<string> url = RunningServer.Url();
        Command command = new(
            "show", "A case with its evidence and trail.\n\nExample: souk cases show c17") { id, url };
        command.SetAction(async (parsed, cancellation) =>
        {
            using RunningServer server = new(parsed.GetValue(url)!);
            JsonElement answer = await server.GetAsync(
                $"/v1/cases/{Uri.EscapeDataString(parsed.GetValue(id)!)}", cancellation);
            Console.WriteLine(JsonSerializer.Serialize(answer, _indented));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Change(
        string what, string description, string argument, string meaning, string example)
    {
        Argument<string> id = new("id") { Description = "The case." };
        Argument<string> text = new(argument) { Description = meaning };
        Option<string> by = By();
        Option<string> url = RunningServer.Url();
        Command command = new(what, $"{description}.\n\nExample: souk cases {what} c17 {example}") { id, text, by, url };
        command.SetAction(async (parsed, cancellation) =>
        {
            using RunningServer server = new(parsed.GetValue(url)!);
            string json = JsonSerializer.Serialize(new Dictionary<string, string>
            {
                ["do"] = what,
                ["id"] = parsed.GetValue(id)!,
                ["by"] = parsed.GetValue(by)!,
                ["text"] = parsed.GetValue(text)!,
            });
            JsonElement answer = await server.PostAsync("/v1/cases", json, cancellation);
            Console.WriteLine($"done at log position {answer.GetProperty("position")}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Verdict()
    {
        Argument<string> verdict = new("verdict") { Description = "abuse, legitimate or unclear." };
        Argument<string[]> ids = new("ids") { Description = "The cases.", Arity = ArgumentArity.OneOrMore };
        Option<string?> pattern = new("--pattern") { Description = "The pattern of abuse, such as 'stolen card'." };
        Option<string> by = By();
        Option<string> url = RunningServer.Url();
        Command command = new(
            "verdict",
            "Decide cases, all or none; the verdicts become outcomes.\n\nExample: souk cases verdict abuse c17 c18")
        {
            verdict, ids, pattern, by, url,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using RunningServer server = new(parsed.GetValue(url)!);
            string json = JsonSerializer.Serialize(new
            {
                cases = parsed.GetValue(ids),
                verdict = parsed.GetValue(verdict),
                analyst = parsed.GetValue(by),
                pattern = parsed.GetValue(pattern),
            });
            JsonElement answer = await server.PostAsync("/v1/cases/verdicts", json, cancellation);
            Console.WriteLine($"{answer.GetProperty("closed")} closed");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Option<string> By() => new("--by")
    {
        Description = "Who does it (default: the user of this machine).",
        DefaultValueFactory = _ => Environment.UserName,
    };

    private static void AddTo(List<string> query, string name, string? value)
    {
        if (value is not null)
        {
            query.Add($"{name}={Uri.EscapeDataString(value)}");
        }
    }

    private static string Cell(JsonElement one, string name) => Markup.Escape(one.GetProperty(name).ToString());
}
