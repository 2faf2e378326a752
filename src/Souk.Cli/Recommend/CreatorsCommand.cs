using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Souk.Cli.Data;
using Souk.Cli.Serving;
using Souk.Core.Engine;
using Souk.Learning.Evaluation;
using Souk.Recommend.Creators;
using Souk.Server.Recommend;
using Spectre.Console;

namespace Souk.Cli.Recommend;

/// <summary><c>souk creators</c>: audiences of creators, and which creators move an item.</summary>
internal static class CreatorsCommand
{
    internal static Command Create() => new("creators", "Audiences of creators, and which creators move an item.")
    {
        CreateAudience(), CreateItem(),
    };

    private static Command CreateAudience()
    {
        Argument<string> creator = new("creator") { Description = "The creator's id." };
        Option<string> data = CommonOptions.Data();
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "audience",
            "Who watches and buys from a creator, and how well they sell.\n\nExample: souk creators audience c12")
        {
            creator, data, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            string id = parsed.GetValue(creator)!;
            CreatorInsights insights = Read(parsed.GetValue(data)!, cancellation);
            CreatorReport report = insights.Of(id) ?? throw new InvalidOperationException(
                $"No view, promotion or sale has named the creator '{id}'.");
            Show(parsed.GetValue(json), j => CreatorJson.Write(j, report, insights.Time), () => Print(report));
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static Command CreateItem()
    {
        Argument<string> item = new("item") { Description = "The item's id." };
        Option<string> data = CommonOptions.Data();
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "item",
            "Which creators moved an item: sales, and the uplift against days without a promotion of theirs.\n\n"
            + "Example: souk creators item i7")
        {
            item, data, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            string id = parsed.GetValue(item)!;
            CreatorInsights insights = Read(parsed.GetValue(data)!, cancellation);
            IReadOnlyList<CreatorEffect> effects = insights.EffectsOn(id) ?? throw new InvalidOperationException(
                $"No event has named the item '{id}'.");
            Show(parsed.GetValue(json), j => CreatorJson.Write(j, id, effects, insights.Time), () => Print(effects));
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static CreatorInsights Read(string folder, CancellationToken cancellation)
    {
        using SoukEngine engine = DataFolder.Open(folder, cancellation);
        using IDisposable hold = engine.HoldLog();
        return CreatorInsights.Read(engine, new ReplayReport(), cancellation);
    }

    private static void Show(bool isJson, Action<Utf8JsonWriter> write, Action print)
    {
        if (isJson)
        {
            Console.WriteLine(JsonOutput.OfObject(write).GetRawText());
        }
        else
        {
            print();
        }
    }

    private static void Print(CreatorReport report)
    {
        Console.WriteLine(
            $"{report.Id}: {report.Members} members, {report.Buyers} of them buyers, {report.Sales} sales; chance that "
            + $"a member buys {Shown(report.Conversion)}; a sale is worth {Shown(report.ValuePerSale)}"
            + (report.PriceLevel is double price ? $"; price level {Shown(price)}" : ""));
        Table table = new Table().AddColumns("", "share", "lift");
        Add(table, "audience buys", report.Categories);
        Add(table, "creator deals with", report.Interests);
        Add(table, "audience is in", report.Regions);
        AnsiConsole.Write(table);
    }

    private static void Add(Table table, string name, IReadOnlyList<CategoryShare> shares)
    {
        const int Most = 5;
        foreach (CategoryShare share in shares.Take(Most))
        {
            table.AddRow(Markup.Escape($"{name} {share.Category}"), Shown(share.Share), Shown(share.Lift));
        }
    }

    private static void Print(IReadOnlyList<CreatorEffect> effects)
    {
        Table table = new Table().AddColumns(
            "creator", "sales", "value", "promoted days", "matched", "sales a day", "without", "uplift (95 %)");
        foreach (CreatorEffect effect in effects)
        {
            table.AddRow(
                Markup.Escape(effect.Creator), Shown(effect.Sales), Shown(effect.Value), Shown(effect.PromotedDays),
                Shown(effect.MatchedDays), Shown(effect.SalesOnPromotedDays), Shown(effect.SalesOnControlDays),
                effect.Uplift is Estimate uplift ? Shown(uplift) : "-");
        }

        AnsiConsole.Write(table);
    }

    private static string Shown(Estimate estimate) =>
        $"{Shown(estimate.Value)} ({Shown(estimate.Lower)} to {Shown(estimate.Upper)})";

    private static string Shown(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
