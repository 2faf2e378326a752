using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Souk.Risk.Lists;
using Spectre.Console;

namespace Souk.Cli.Risk;

/// <summary><c>souk lists</c>: allow, deny and watch lists of a running server.</summary>
internal static class ListsCommand
{
    internal static Command Create() => new("lists", "Show and change the lists that risk rules look values up in.")
    {
        Show(), Add(), Remove(), ListFileCommands.Import(), ListFileCommands.Export(),
    };

    internal static Argument<string> List() => new("list") { Description = "The list's name." };

    /// <summary>The body of a change.</summary>
    internal static string Body(string list, IEnumerable<ListEntry> add, IEnumerable<string> remove)
    {
        using MemoryStream body = new();
        using (Utf8JsonWriter json = new(body))
        {
            json.WriteStartObject();
            json.WriteString("list", list);
            json.WriteStartArray("add");
            foreach (ListEntry entry in add)
            {
                ListFile.Write(json, entry);
            }

            json.WriteEndArray();
            json.WriteStartArray("remove");
            foreach (string value in remove)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(body.ToArray());
    }

    private static Command Show()
    {
        Argument<string?> list = new("list")
        {
            Description = "The list; all if left out.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Argument<string?> value = new("value")
        {
            Description = "A value to look up in it.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string> url = RunningServer.Url();
        Command command = new(
            "show",
            "Show the lists and their sizes, the first entries of one, or the entry that a value meets.\n\n"
            + "Example: souk lists show blocked_cards c42")
        {
            list, value, url,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using RunningServer server = new(parsed.GetValue(url)!);
            if (parsed.GetValue(list) is not string name)
            {
                PrintSizes(await server.GetAsync("/v1/lists", cancellation));
                return ExitCode.Ok;
            }

            string path = $"/v1/lists/{Uri.EscapeDataString(name)}";
            JsonElement answer = parsed.GetValue(value) is string wanted
                ? await server.GetAsync($"{path}/{Uri.EscapeDataString(wanted)}", cancellation)
                : await server.GetAsync(path + "?limit=20", cancellation);
            foreach (JsonElement entry in answer.TryGetProperty("entries", out JsonElement all)
                ? all.EnumerateArray().ToArray() : [answer])
            {
                Console.WriteLine(entry.GetRawText());
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static void PrintSizes(JsonElement answer)
    {
        Table table = new Table().AddColumns("list", "entries");
        foreach (JsonElement list in answer.GetProperty("lists").EnumerateArray())
        {
            table.AddRow(
                Markup.Escape(list.GetProperty("list").GetString()!),
                list.GetProperty("entries").GetInt64().ToString("N0", CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(table);
    }

    private static Command Add()
    {
        Argument<string> list = List();
        Argument<string[]> values = Values();
        ListEntryOptions options = new();
        Option<string> url = RunningServer.Url();
        Command command = new(
            "add",
            "Add values to a list: texts, IP ranges (10.0.0.0/8), prefixes (temp-*).\n\n"
            + "Example: souk lists add blocked_cards c42 --reason stolen")
        {
            list, values, url,
        };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            ListEntry defaults = options.Defaults(parsed);
            IEnumerable<ListEntry> entries = parsed.GetValue(values)!.Select(v => defaults with { Value = v });
            await Send(parsed.GetValue(url)!, Body(parsed.GetValue(list)!, entries, []), cancellation);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Remove()
    {
        Argument<string> list = List();
        Argument<string[]> values = Values();
        Option<string> url = RunningServer.Url();
        Command command = new(
            "remove", "Take values out of a list.\n\nExample: souk lists remove blocked_cards c42")
        {
            list, values, url,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            await Send(
                parsed.GetValue(url)!, Body(parsed.GetValue(list)!, [], parsed.GetValue(values)!), cancellation);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Argument<string[]> Values() => new("values")
    {
        Description = "The values.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static async Task Send(string url, string body, CancellationToken cancellation)
    {
        using RunningServer server = new(url);
        JsonElement answer = await server.PostAsync("/v1/lists", body, cancellation);
        Console.WriteLine(
            $"{answer.GetProperty("added")} added or replaced, {answer.GetProperty("removed")} taken out at log "
            + $"position {answer.GetProperty("position")}");
    }
}
