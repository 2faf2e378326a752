using System.CommandLine;
using System.Text.Json;
using Souk.Cli.Data;
using Souk.Cli.Risk;
using Souk.Core.Engine;
using Souk.Features.Past;
using Souk.Server.Past;

namespace Souk.Cli.Features;

/// <summary><c>souk explain</c>: the events that a feature's value came from; <c>souk explain decision</c>: what a
/// decision came from.</summary>
internal static class ExplainCommand
{
    internal static Command Create()
    {
        Argument<string> column = new("column") { Description = "A feature column, such as card.payments.24h." };
        Argument<string[]> key = new("key") { Description = "The key's parts.", Arity = ArgumentArity.OneOrMore };
        Option<string> data = CommonOptions.Data();
        Option<string?> url = CommonOptions.Url();
        Option<string?> kind = new("--kind")
        {
            Description = "With --url: the entity kind of the key's first part (default: what stands before the " +
                "column's first point).",
        };
        Option<string?> at = new("--at") { Description = "A log position or a time; the log's end if left out." };
        Option<int> most = new("--events") { Description = "How many events to name.", DefaultValueFactory = _ => 20 };
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "explain",
            "Tell how a feature's value came about: the events inside its window.\n\n"
            + "Example: souk explain shopper.spend.30d s17\n"
            + "Example: souk explain interest s17 shoes --url http://127.0.0.1:7070 --kind shopper --json")
        {
            column, key, data, url, kind, at, most, json,
        };
        command.Add(ExplainDecisionCommand.Create());
        command.SetAction(async (parsed, cancellation) =>
        {
            string name = parsed.GetValue(column)!;
            string[] parts = parsed.GetValue(key)!;
            JsonElement explanation = parsed.GetValue(url) is string address
                ? await Ask(address, parsed.GetValue(kind) ?? name.Split('.')[0], name, parts, parsed.GetValue(at),
                    parsed.GetValue(most), cancellation)
                : Read(parsed.GetValue(data)!, name, parts, parsed.GetValue(at), parsed.GetValue(most), cancellation);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(explanation.GetRawText());
            }
            else
            {
                Print(explanation, string.Empty);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static JsonElement Read(
        string folder, string column, string[] key, string? at, int events, CancellationToken cancellation)
    {
        using SoukEngine engine = DataFolder.Open(folder, cancellation);
        FeatureExplanation explanation = new PastFeatures(engine).Explain(
            engine.Definition, column, key, Moments.Parse(at, engine), events, cancellation);
        return JsonOutput.OfObject(json => ExplanationJson.Write(json, explanation));
    }

    private static async Task<JsonElement> Ask(
        string address, string kind, string column, string[] key, string? at, int events,
        CancellationToken cancellation)
    {
        using RunningServer server = new(address);
        string query = string.Concat(key.Skip(1).Select(k => $"&with={Uri.EscapeDataString(k)}"))
            + (at is null ? string.Empty : $"&at={Uri.EscapeDataString(at)}");
        return await server.GetAsync(
            $"/v1/entities/{Uri.EscapeDataString(kind)}/{Uri.EscapeDataString(key[0])}/explain"
            + $"?feature={Uri.EscapeDataString(column)}&events={events}{query}",
            cancellation);
    }

    private static void Print(JsonElement explanation, string indent)
    {
        string time = explanation.TryGetProperty("time", out JsonElement at) ? at.ToString() : "the log's start";
        Console.WriteLine(
            $"{indent}{explanation.GetProperty("feature")} = {Shown(explanation.GetProperty("value"))} at {time} "
            + $"(position {explanation.GetProperty("position")})");
        if (explanation.GetProperty("total_events").GetInt64() is > 0 and long total)
        {
            Console.WriteLine($"{indent}  {total} event(s) inside its window:");
        }

        foreach (JsonElement e in explanation.GetProperty("events").EnumerateArray())
        {
            JsonElement value = e.GetProperty("value");
            string brought = value.ValueKind == JsonValueKind.Null ? string.Empty : $" brought {value}";
            double weight = e.GetProperty("weight").GetDouble();
            string weighs = weight == 1 ? string.Empty : $", weight {weight:0.####}";
            Console.WriteLine(
                $"{indent}  {e.GetProperty("position"),10} {e.GetProperty("time")} {e.GetProperty("type")} " +
                $"{e.GetProperty("id")}{brought}{weighs}");
        }

        foreach (JsonElement read in explanation.GetProperty("reads").EnumerateArray())
        {
            Print(read, indent + "  ");
        }
    }

    private static string Shown(JsonElement value) => value.ValueKind == JsonValueKind.Null ? "none" : value.ToString();
}
