using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace Souk.Cli.Risk;

/// <summary><c>souk risk patterns|proposals|shadow</c>: what nobody has written a rule for yet.</summary>
internal static class PatternCommand
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(500);

    internal static Command Create()
    {
        Option<string?> type = new("--event")
        {
            Description = "The event type to look at; without it what the last search found is shown.",
        };
        Option<string?> recent = new("--recent") { Description = "How long the recent span is (default 1d)." };
        Option<string?> reference = new("--reference")
        {
            Description = "How long the span before it is that it is compared with (default 28d).",
        };
        Option<FileInfo?> bad = new("--bad")
        {
            Description = "A file of ids of events that somebody found to be bad, one a line.",
        };
        Option<string> url = RunningServer.Url();
        Option<bool> json = MonitorCommand.Json();
        Command command = new(
            "patterns",
            "Look for what has become more frequent, for events unlike all before, and for columns that shifted.\n\n"
            + "Example: souk risk patterns --event payment --recent 1d")
        {
            type, recent, reference, bad, url, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(type) is string wanted)
            {
                Dictionary<string, object> search = new() { ["event"] = wanted };
                Add(search, "recent", parsed.GetValue(recent));
                Add(search, "reference", parsed.GetValue(reference));
                if (parsed.GetValue(bad) is FileInfo file)
                {
                    string[] lines = await File.ReadAllLinesAsync(file.FullName, cancellation);
                    search["bad"] = lines.Select(l => l.Trim()).Where(l => l.Length > 0).ToArray();
                }

                await SearchAsync(parsed.GetValue(url)!, search, cancellation);
            }

            return await MonitorCommand.Show(
                parsed.GetValue(url)!, "/v1/risk/patterns", parsed.GetValue(json), Print, cancellation);
        });
        return command;
    }

    internal static Command Proposals()
    {
        Option<string> url = RunningServer.Url();
        Option<bool> json = MonitorCommand.Json();
        Command command = new(
            "proposals", "Show the rules that the last search proposes.\n\nExample: souk risk proposals")
        {
            url, json,
        };
        command.SetAction((parsed, cancellation) => MonitorCommand.Show(
            parsed.GetValue(url)!, "/v1/risk/proposals", parsed.GetValue(json), PrintProposals, cancellation));
        return command;
    }

    internal static Command Shadow()
    {
        Argument<string> id = new("id") { Description = "The proposal or pattern." };
        Option<string> by = new("--by") { Description = "Who does it.", Required = true };
        Option<string> url = RunningServer.Url();
        Command command = new(
            "shadow",
            "Put a proposed rule into shadow, in a new version of the policy.\n\n"
            + "Example: souk risk shadow found_0123456789abcdef --by ann")
        {
            id, by, url,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using RunningServer server = new(parsed.GetValue(url)!);
            JsonElement answer = await server.PostAsync(
                $"/v1/risk/proposals/{Uri.EscapeDataString(parsed.GetValue(id)!)}/shadow"
                + $"?by={Uri.EscapeDataString(parsed.GetValue(by)!)}",
                "", cancellation);
            string version = answer.GetProperty("version").ToString();
            Console.WriteLine(answer.GetProperty("state").GetString() == "draft"
                ? $"version {version} is a draft; somebody else approves it: souk policy approve {version} --by NAME"
                : $"version {version} is in force with the rule in shadow");
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Add(Dictionary<string, object> search, string name, string? value)
    {
        if (value is not null)
        {
            search[name] = value;
        }
    }

    private static async Task SearchAsync(string url, Dictionary<string, object> search, CancellationToken cancellation)
    {
        using RunningServer server = new(url);
        await server.PostAsync("/v1/risk/patterns", JsonSerializer.Serialize(search), cancellation);
        while (true)
        {
            JsonElement state = await server.GetAsync("/v1/risk/proposals", cancellation);
            switch (state.GetProperty("state").GetString())
            {
                case "running":
                    await Task.Delay(_pause, cancellation);
                    break;
                case "failed":
                    throw new InvalidOperationException(
                        $"the search failed: {state.GetProperty("failure").GetString()}");
                default:
                    return;
            }
        }
    }

    private static void Print(JsonElement answer)
    {
        if (!answer.TryGetProperty("patterns", out JsonElement patterns))
        {
            Console.WriteLine("no search yet: souk risk patterns --event TYPE");
            return;
        }

        Table table = new Table().AddColumns("id", "when", "hits", "of", "before", "of", "times");
        foreach (JsonElement pattern in patterns.EnumerateArray())
        {
            table.AddRow(
                pattern.GetProperty("id").GetString()!, Markup.Escape(pattern.GetProperty("when").GetString()!),
                MonitorCommand.Number(pattern, "hits"), MonitorCommand.Number(pattern, "of"),
                MonitorCommand.Number(pattern, "reference_hits"), MonitorCommand.Number(pattern, "reference_of"),
                MonitorCommand.Number(pattern, "ratio"));
        }

        AnsiConsole.Write(table);
        foreach (JsonElement outlier in answer.GetProperty("outliers").EnumerateArray())
        {
            IEnumerable<string?> reasons = outlier.GetProperty("reasons").EnumerateArray().Select(r => r.GetString());
            Console.WriteLine($"unlike others: position {outlier.GetProperty("position")}, "
                + string.Join(", ", reasons));
        }

        foreach (JsonElement shift in answer.GetProperty("shifts").EnumerateArray()
            .Where(s => s.GetProperty("is_shifted").GetBoolean()))
        {
            Console.WriteLine($"shifted: {shift.GetProperty("column").GetString()}, index "
                + MonitorCommand.Number(shift, "index"));
        }
    }

    private static void PrintProposals(JsonElement answer)
    {
        Table table = new Table().AddColumns(
            "id", "checkpoint", "when", "later hits", "precision", "recall", "new", "seen on", "expected elsewhere");
        foreach (JsonElement proposal in answer.GetProperty("proposals").EnumerateArray())
        {
            table.AddRow(
                proposal.GetProperty("id").GetString()!,
                Markup.Escape(proposal.GetProperty("checkpoint").GetString()!),
                Markup.Escape(proposal.GetProperty("when").GetString()!), MonitorCommand.Number(proposal, "later_hits"),
                MonitorCommand.Number(proposal.GetProperty("later_precision"), "value"),
                MonitorCommand.Number(proposal, "later_recall"), MonitorCommand.Number(proposal, "later_new"),
                $"{proposal.GetProperty("groups").GetDouble():0.#} {proposal.GetProperty("group").GetString()}",
                MonitorCommand.Number(proposal.GetProperty("expected_precision"), "lower"));
        }

        AnsiConsole.Write(table);
    }
}
