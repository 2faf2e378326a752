using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Souk.Cli.Recommend;

/// <summary>Shows what an evaluation found.</summary>
internal static class EvaluationTables
{
    internal static void Print(JsonElement report)
    {
        Console.WriteLine(
            $"{report.GetProperty("surface")}: {report.GetProperty("cases")} cases by {report.GetProperty("moment")}, "
            + $"{report.GetProperty("new_subjects")} of new subjects; positions " +
            $"{report.GetProperty("first_position")} to "
            + $"{report.GetProperty("last_position")}; factors of {report.GetProperty("factor_objects")} objects");
        Console.WriteLine(RankerOf(report));
        JsonElement[] systems = [.. report.GetProperty("systems").EnumerateArray()];
        Print(systems, "metrics");
        Console.WriteLine("recall@20 by segment");
        Print(systems, "recall_by_segment");
        Table spread = new Table().AddColumns("", "coverage", "Gini", "novelty, bits", "ms an answer");
        foreach (JsonElement system in systems)
        {
            spread.AddRow(
                Markup.Escape(system.GetProperty("name").GetString()!), Number(system, "coverage"),
                Number(system, "gini"),
                Number(system, "novelty_bits"), Number(system, "milliseconds"));
        }

        AnsiConsole.Write(spread);
        Console.WriteLine("what each source adds to the recall of the fused candidates of the others");
        PrintGains([.. report.GetProperty("sources").EnumerateArray()]);
    }

    private static string RankerOf(JsonElement report)
    {
        if (!report.TryGetProperty("ranker", out JsonElement ranker))
        {
            return "no ranker was trained; the order of recall serves";
        }

        string trained =
            $"trained on {ranker.GetProperty("rows")} rows of {ranker.GetProperty("requests")} requests up to "
            + $"position {ranker.GetProperty("trained_to")}";
        return ranker.GetProperty("serves").GetBoolean()
            ? $"ranker {ranker.GetProperty("kind")}, {trained}, serves"
            : $"a ranker {trained} does not serve: {ranker.GetProperty("why_not")}";
    }

    private static void Print(JsonElement[] systems, string figures)
    {
        string[] columns =
        [
            .. systems.SelectMany(s => s.GetProperty(figures).EnumerateObject().Select(f => f.Name)).Distinct(),
        ];
        Table table = new Table().AddColumns(["", "cases", .. columns]);
        foreach (JsonElement system in systems)
        {
            table.AddRow([
                Markup.Escape(system.GetProperty("name").GetString()!), system.GetProperty("cases").ToString(),
                .. columns.Select(c =>
                    system.GetProperty(figures).TryGetProperty(c, out JsonElement estimate) ? Shown(estimate) : "-"),
            ]);
        }

        AnsiConsole.Write(table);
    }

    private static void PrintGains(JsonElement[] sources)
    {
        string[] columns = [.. sources[0].GetProperty("adds").EnumerateObject().Select(f => f.Name)];
        Table table = new Table().AddColumns(["", .. columns]);
        foreach (JsonElement source in sources)
        {
            table.AddRow([
                Markup.Escape(source.GetProperty("source").GetString()!),
                .. columns.Select(c => Shown(source.GetProperty("adds").GetProperty(c))),
            ]);
        }

        AnsiConsole.Write(table);
    }

    private static string Shown(JsonElement estimate)
    {
        double half = (estimate.GetProperty("upper").GetDouble() - estimate.GetProperty("lower").GetDouble()) / 2;
        return string.Create(
            CultureInfo.InvariantCulture, $"{estimate.GetProperty("value").GetDouble():0.000} ±{half:0.000}");
    }

    private static string Number(JsonElement system, string name) =>
        system.TryGetProperty(name, out JsonElement value)
            ? value.GetDouble().ToString("0.###", CultureInfo.InvariantCulture) : "-";
}
