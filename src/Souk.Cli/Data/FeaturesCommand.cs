using System.CommandLine;
using System.Text.Json;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Features.Past;
using Souk.Features.Reading;
using Spectre.Console;

namespace Souk.Cli.Data;

/// <summary><c>souk features</c>: the features of a key, now or at any past moment.</summary>
internal static class FeaturesCommand
{
    internal static Command Create()
    {
        Argument<string> features = new("features") { Description = "Names of features or columns, with commas between." };
        Argument<string[]> key = new("key") { Description = "The key's parts: one id, or several for features of several." };
        Option<string> data = CommonOptions.Data();
        Option<string?> at = new("--at") { Description = "A log position or a time; the log's end if left out." };
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "features",
            "Read features of a key from a data folder that no server has open.\n\n"
            + "Example: souk features shopper.orders,shopper.spend s17 --at 2026-01-20T00:00:00Z")
        {
            features, key, data, at, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            using SoukEngine engine = DataFolder.Open(parsed.GetValue(data)!, cancellation);
            string[] columns = Columns(engine.Definition, parsed.GetValue(features)!);
            IReadOnlyList<FeatureValue> values = new PastFeatures(engine.Log, engine.Definitions).Read(
                engine.Definition, columns, parsed.GetValue(key)!, Moments.Parse(parsed.GetValue(at), engine), cancellation);
            Print(columns, values, parsed.GetValue(json));
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static string[] Columns(MarketplaceDefinition definition, string names) =>
        [.. names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).SelectMany(name =>
            definition.FindFeature(name) is FeatureDefinition feature ? feature.Columns.Select(c => c.Name)
            : definition.FindColumn(name) is not null ? [name]
            : throw new ArgumentException(
                $"There is no feature '{name}'{Suggestion.For(name, definition.Features.Select(f => f.Name), "features")}"))];

    private static void Print(string[] columns, IReadOnlyList<FeatureValue> values, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                columns.Zip(values).ToDictionary(p => p.First, p => p.Second.IsMissing ? null : p.Second.ToString())));
            return;
        }

        Table table = new Table().AddColumns("feature", "value");
        for (int i = 0; i < columns.Length; i++)
        {
            table.AddRow(Markup.Escape(columns[i]), values[i].IsMissing ? "[grey]none[/]" : Markup.Escape(values[i].ToString()));
        }

        AnsiConsole.Write(table);
    }
}
