using System.CommandLine;
using System.Globalization;
using Souk.Cli.Data;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Graph.Links;
using Souk.Graph.Pictures;
using Spectre.Console;

namespace Souk.Cli.Graph;

/// <summary><c>souk links</c>: who shares what with an entity.</summary>
internal static class LinksCommand
{
    internal static Command Create()
    {
        Argument<string> entity = new("entity")
        {
            Description = "Kind and id with a colon between, such as shopper:s17.",
        };
        Option<string?> svg = new("--svg") { Description = "Draw the neighbourhood into this file." };
        Option<string> data = CommonOptions.Data();
        Command command = new(
            "links",
            "Show the links of an entity, from a data folder that no server has open.\n\n"
            + "Example: souk links shopper:s17 --svg s17.svg")
        {
            entity, svg, data,
        };
        command.SetAction((parsed, cancellation) =>
        {
            string[] parts = parsed.GetValue(entity)!.Split(':', 2);
            if (parts.Length < 2)
            {
                throw new ArgumentException($"'{parts[0]}' is no entity; write kind and id, such as shopper:s17.");
            }

            using SoukEngine engine = DataFolder.Open(parsed.GetValue(data)!, cancellation);
            Show(engine, KindOf(engine.Definition, parts[0]), parts[1], parsed.GetValue(svg));
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static EntityKind KindOf(MarketplaceDefinition definition, string name)
    {
        IReadOnlyList<EntityKind> kinds = definition.Links.SubjectKinds;
        return kinds.FirstOrDefault(k => k.Name == name) ?? throw new ArgumentException(
            $"'{name}' is no subject of links{Suggestion.For(name, kinds.Select(k => k.Name), "subjects")}");
    }

    private static void Show(SoukEngine engine, EntityKind kind, string id, string? svg)
    {
        LinkNeighbourhood neighbourhood;
        IReadOnlyList<string> columns;
        double[] values;
        using (FoldScope scope = engine.Read())
        {
            LinkProjection links = scope.Fold.Projection<LinkProjection>();
            LinkReader reader = links.CreateReader();
            columns = reader.Columns;
            values = new double[columns.Count];
            reader.ReadFor(kind, id, values);
            neighbourhood = LinkNeighbourhood.Read(links, kind, id);
        }

        Table table = new Table().AddColumns("column", "value");
        for (int i = 0; i < values.Length; i++)
        {
            table.AddRow(
                Markup.Escape(columns[i]),
                double.IsNaN(values[i]) ? "[grey]none[/]" : values[i].ToString("0.###", CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(table);
        if (svg is not null)
        {
            File.WriteAllText(svg, LinkPicture.Draw(neighbourhood));
            Console.WriteLine($"Drawn into {svg}.");
        }
    }
}
