using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace Souk.Cli.Recommend;

/// <summary><c>souk recommend</c>: asks a running server.</summary>
internal static class RecommendCommand
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    internal static Command Create()
    {
        Argument<string> surface = new("surface") { Description = "A surface of the definition, such as for_you." };
        Option<string> subject = new("--for")
        {
            Description = "Whom for: KIND:ID such as shopper:s17, or the id alone if it has no colon.",
            Required = true,
        };
        Option<int> count = new("--count") { Description = "How many (default 10).", DefaultValueFactory = _ => 10 };
        Option<string[]> context = new("--context") { Description = "Objects that are looked at right now." };
        Option<string[]> whyNot = new("--why-not") { Description = "Objects whose absence is to be explained." };
        Option<bool> explain = new("--explain") { Description = "Say why each object is there." };
        Option<string> url = RunningServer.Url();
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "recommend",
            "Ask a running server for recommendations.\n\nExample: souk recommend for_you --for shopper:s17 --explain")
        {
            surface, subject, count, context, whyNot, explain, url, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using RunningServer server = new(parsed.GetValue(url)!);
            string id = parsed.GetValue(subject)!;
            string body = Body(
                parsed.GetValue(surface)!, id,
                parsed.GetValue(count),
                parsed.GetValue(context) ?? [], parsed.GetValue(whyNot) ?? [], parsed.GetValue(explain));
            JsonElement answer = await server.PostAsync("/v1/recommend", body, cancellation);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(answer, _indented));
            }
            else
            {
                Print(answer, parsed.GetValue(explain));
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static string Body(
        string surface, string subject, int count, string[] context, string[] whyNot, bool explain)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("surface", surface);
            int colon = subject.IndexOf(':', StringComparison.Ordinal);
            json.WriteString("subject", subject[(colon + 1)..]);
            if (colon >= 0)
            {
                json.WriteString("subject_kind", subject[..colon]);
            }

            json.WriteNumber("count", count);
            json.WriteBoolean("explain", explain);
            WriteTexts(json, "context", context);
            WriteTexts(json, "why_not", whyNot);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, string[] texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void Print(JsonElement answer, bool explain)
    {
        bool hasTags = answer.GetProperty("items").EnumerateArray().Any(i => i.TryGetProperty("tags", out _));
        Table table = new Table().AddColumns("#", "id", "value", "chance");
        if (hasTags)
        {
            table.AddColumn("tags");
        }

        if (explain)
        {
            table.AddColumn("why");
        }

        int place = 0;
        foreach (JsonElement item in answer.GetProperty("items").EnumerateArray())
        {
            List<string> cells =
            [
                (++place).ToString(CultureInfo.InvariantCulture),
                Markup.Escape(item.GetProperty("id").GetString()!),
                item.GetProperty("value").GetDouble().ToString("0.####", CultureInfo.InvariantCulture),
                item.TryGetProperty("probability", out JsonElement chance)
                    ? chance.GetDouble().ToString("P2", CultureInfo.InvariantCulture) : "-",
            ];
            if (hasTags)
            {
                cells.Add(Markup.Escape(string.Join(
                    "; ", item.GetProperty("tags").EnumerateArray().Select(t => t.GetProperty("text").GetString()))));
            }

            if (explain)
            {
                cells.Add(Markup.Escape(
                    string.Join("; ", item.GetProperty("why").EnumerateArray().Select(w => w.GetString()))));
            }

            table.AddRow([.. cells]);
        }

        AnsiConsole.Write(table);
        Console.WriteLine($"model {answer.GetProperty("model")}, log position {answer.GetProperty("position")}, "
            + $"{answer.GetProperty("from_fallback")} from the fallback");
        if (answer.TryGetProperty("experiment", out JsonElement experiment))
        {
            Console.WriteLine($"variant '{answer.GetProperty("variant")}' of the experiment '{experiment}'");
        }

        if (answer.TryGetProperty("why_not", out JsonElement fates))
        {
            foreach (JsonProperty fate in fates.EnumerateObject())
            {
                Console.WriteLine($"{fate.Name}: {fate.Value.GetString()}");
            }
        }
    }
}
