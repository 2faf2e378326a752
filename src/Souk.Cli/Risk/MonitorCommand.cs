using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Souk.Cli.Risk;

/// <summary><c>souk risk monitor|alerts|labels|report</c>: asks a running server how its decisions do.</summary>
internal static class MonitorCommand
{
    internal static Command Create()
    {
        Option<string> url = RunningServer.Url();
        Option<bool> json = Json();
        Command command = new(
            "monitor",
            "Show each checkpoint and rule: hit rates now and before, matured precision, time.\n\n"
            + "Example: souk risk monitor")
        {
            url, json,
        };
        command.SetAction((parsed, cancellation) => Show(
            parsed.GetValue(url)!, "/v1/risk/health", parsed.GetValue(json), PrintHealth, cancellation));
        return command;
    }

    internal static Command Alerts()
    {
        Option<string> url = RunningServer.Url();
        Option<bool> json = Json();
        Command command = new("alerts", "Show the alerts, newest first.\n\nExample: souk risk alerts") { url, json };
        command.SetAction((parsed, cancellation) => Show(
            parsed.GetValue(url)!, "/v1/risk/alerts", parsed.GetValue(json), PrintAlerts, cancellation));
        return command;
    }

    internal static Command Labels()
    {
        Option<string> url = RunningServer.Url();
        Option<bool> json = Json();
        Command command = new(
            "labels", "Show how labels arrive: delays, coverage, conflicts.\n\nExample: souk risk labels")
        {
            url, json,
        };
        command.SetAction((parsed, cancellation) => Show(
            parsed.GetValue(url)!, "/v1/risk/labels", parsed.GetValue(json), PrintLabels, cancellation));
        return command;
    }

    internal static Command Report()
    {
        Option<string?> from = new("--from") { Description = "The first time that counts; a week before the end." };
        Option<string?> to = new("--to") { Description = "The time from which on nothing counts; now if left out." };
        Option<string> url = RunningServer.Url();
        Option<bool> json = Json();
        Command command = new(
            "report",
            "Report what the decisions of a span were worth, as Markdown.\n\n"
            + "Example: souk risk report --from 2026-03-01T00:00:00Z --to 2026-03-08T00:00:00Z")
        {
            from, to, url, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            string[] query = [.. new[] { ("from", parsed.GetValue(from)), ("to", parsed.GetValue(to)) }
                .Where(p => p.Item2 is not null).Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2!)}")];
            return Show(
                parsed.GetValue(url)!, "/v1/risk/report?" + string.Join('&', query), parsed.GetValue(json),
                answer => Console.WriteLine(answer.GetProperty("markdown").GetString()), cancellation);
        });
        return command;
    }

    internal static Option<bool> Json() => new("--json") { Description = "Print the server's answer as JSON." };

    internal static async Task<int> Show(
        string url, string path, bool json, Action<JsonElement> print, CancellationToken cancellation)
    {
        using RunningServer server = new(url);
        JsonElement answer = await server.GetAsync(path, cancellation);
        if (json)
        {
            Console.WriteLine(answer.GetRawText());
        }
        else
        {
            print(answer);
        }

        return ExitCode.Ok;
    }

    internal static string Number(JsonElement parent, string name) =>
        parent.GetProperty(name) is { ValueKind: JsonValueKind.Number } value
            ? value.GetDouble().ToString("0.####", CultureInfo.InvariantCulture) : "";

    private static void PrintHealth(JsonElement health)
    {
        foreach (JsonElement checkpoint in health.GetProperty("checkpoints").EnumerateArray())
        {
            JsonElement[] rules = [.. checkpoint.GetProperty("rules").EnumerateArray()];
            JsonElement[] fired = Array.FindAll(rules, HasFired);
            Table table = new Table().AddColumns(
                "rule", "status", "hits", "share", "before", "changed", "matured", "precision", "95 %", "ns");
            JsonElement stopped = checkpoint.GetProperty("stopped");
            table.AddRow(
                "(stopped)", "", Number(stopped, "hits"), Number(stopped, "recent"), Number(stopped, "reference"),
                Changed(stopped), "", "", "", "");
            foreach (JsonElement rule in fired)
            {
                JsonElement rate = rule.GetProperty("hit_rate");
                JsonElement precision = rule.GetProperty("precision");
                string range = Number(precision, "value").Length == 0
                    ? "" : $"{Number(precision, "lower")} to {Number(precision, "upper")}";
                table.AddRow(
                    Markup.Escape(rule.GetProperty("rule").GetString()!), rule.GetProperty("status").GetString()!,
                    Number(rate, "hits"), Number(rate, "recent"), Number(rate, "reference"), Changed(rate),
                    Number(rule, "mature_hits"), Number(precision, "value"), range, Number(rule, "nanoseconds"));
            }

            Console.WriteLine(checkpoint.GetProperty("checkpoint").GetString());
            AnsiConsole.Write(table);
            Console.WriteLine($"{rules.Length - fired.Length} of {rules.Length} rules fired neither now nor before.\n");
        }

        PrintAlerts(health);
    }

    private static bool HasFired(JsonElement rule)
    {
        JsonElement rate = rule.GetProperty("hit_rate");
        return Number(rate, "hits") is not ("" or "0") || Number(rate, "reference") is not ("" or "0");
    }

    private static string Changed(JsonElement rate) =>
        rate.TryGetProperty("changed_days_ago", out JsonElement days) ? $"{days} days ago" : "";

    private static void PrintAlerts(JsonElement answer)
    {
        JsonElement alerts = answer.GetProperty("alerts");
        if (alerts.GetArrayLength() == 0)
        {
            Console.WriteLine("No alerts.");
        }

        foreach (JsonElement alert in alerts.EnumerateArray())
        {
            Console.WriteLine(
                $"{alert.GetProperty("time").GetString()} {alert.GetProperty("kind").GetString()}: "
                + alert.GetProperty("message").GetString());
        }
    }

    private static void PrintLabels(JsonElement answer)
    {
        Table table = new Table().AddColumns(
            "checkpoint", "label", "bad", "not bad", "unknown", "late", "repeated", "conflicts", "days 50 %",
            "days 90 %", "coverage");
        foreach (JsonElement label in answer.GetProperty("labels").EnumerateArray())
        {
            table.AddRow(
                Markup.Escape(label.GetProperty("checkpoint").GetString()!),
                Markup.Escape(label.GetProperty("label").GetString()!), Number(label, "bad"), Number(label, "not_bad"),
                Number(label, "unknown"), Number(label, "late"), Number(label, "repeated"),
                Number(label, "conflicts"), Number(label, "delay_days_50"), Number(label, "delay_days_90"),
                Number(label, "coverage"));
        }

        AnsiConsole.Write(table);
    }
}
