using System.CommandLine;
using System.Text.Json;
using Souk.Cli.Data;
using Souk.Core.Engine;
using Souk.Features.Past;
using Souk.Features.Reading;
using Souk.Server.Entities;
using Spectre.Console;

namespace Souk.Cli.Features;

/// <summary><c>souk features</c>: the features of a key, now or at any past moment.</summary>
internal static class FeaturesCommand
{
    internal static Command Create()
    {
        Argument<string> features = new("features")
        {
            Description = "Names of features or columns, with commas between.",
        };
        Argument<string[]> key = new("key")
        {
            Description = "The key's parts: one id, or several for features of several.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> data = CommonOptions.Data();
        Option<string?> url = CommonOptions.Url();
        Option<string?> at = new("--at") { Description = "A log position or a time; the log's end if left out." };
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "features",
            "Read features of a key, from a data folder that no server has open or from a running server.\n\n"
            + "Example: souk features shopper.orders,shopper.spend s17 --at 2026-01-20T00:00:00Z\n"
            + "Example: souk features interest s17 shoes --url http://127.0.0.1:7070")
        {
            features, key, data, url, at, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            string[] names = parsed.GetValue(features)!.Split(
                ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            (List<string> columns, List<JsonElement> values) = parsed.GetValue(url) is string address
                ? await Ask(address, names, parsed.GetValue(key)!, parsed.GetValue(at), cancellation)
                : Read(parsed.GetValue(data)!, names, parsed.GetValue(key)!, parsed.GetValue(at), cancellation);
            Print(columns, values, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    private static (List<string> Columns, List<JsonElement> Values) Read(
        string folder, string[] names, string[] key, string? at, CancellationToken cancellation)
    {
        using SoukEngine engine = DataFolder.Open(folder, cancellation);
        if (ColumnNames.Resolve(engine.Definition, names, out List<string> columns) is string problem)
        {
            throw new ArgumentException(problem);
        }

        IReadOnlyList<FeatureValue> values = new PastFeatures(engine).Read(
            engine.Definition, columns, key, Moments.Parse(at, engine), cancellation);
        return (columns, [.. values.Select(v => JsonOutput.Of(json => FeatureJson.Write(json, v)))]);
    }

    private static async Task<(List<string> Columns, List<JsonElement> Values)> Ask(
        string address, string[] names, string[] key, string? at, CancellationToken cancellation)
    {
        using RunningServer server = new(address);
        Dictionary<string, object> request = new() { ["features"] = names, ["keys"] = new[] { key } };
        if (at is not null)
        {
            request["at"] = at;
        }

        JsonElement answer = await server.PostAsync("/v1/features", JsonSerializer.Serialize(request), cancellation);
        return (
            [.. answer.GetProperty("columns").EnumerateArray().Select(c => c.GetString()!)],
            [.. answer.GetProperty("rows")[0].EnumerateArray()]);
    }

    private static void Print(List<string> columns, List<JsonElement> values, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(columns.Zip(values).ToDictionary(p => p.First, p => p.Second)));
            return;
        }

        Table table = new Table().AddColumns("feature", "value");
        for (int i = 0; i < columns.Count; i++)
        {
            string shown = values[i].ValueKind == JsonValueKind.Null
                ? "[grey]none[/]"
                : Markup.Escape(values[i].ToString());
            table.AddRow(Markup.Escape(columns[i]), shown);
        }

        AnsiConsole.Write(table);
    }
}
