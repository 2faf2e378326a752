using System.CommandLine;
using Souk.Core.Definition;

namespace Souk.Cli.Data;

/// <summary><c>souk definition check|schema</c>.</summary>
internal static class DefinitionCommand
{
    internal static Command Create()
    {
        Argument<FileInfo> file = new("file") { Description = "The definition." };
        Command check = new("check", "Check a definition: all errors at once, each with its place.\n\nExample: " +
            "souk definition check shop.yaml") { file };
        check.SetAction(parsed =>
        {
            DefinitionResult result = DefinitionLoader.Load(parsed.GetValue(file)!.FullName);
            foreach (DefinitionError error in result.Errors)
            {
                Console.WriteLine(error);
            }

            if (!result.IsValid)
            {
                return ExitCode.Failed;
            }

            MarketplaceDefinition d = result.Definition;
            Console.WriteLine(
                $"{d.Name}: {d.EntityKinds.Count} entity kinds, {d.EventTypes.Count} event types, "
                + $"{d.Features.Count} features ({d.Columns.Count} columns), longest window {d.LongestWindow}; no " +
                "errors");
            return ExitCode.Ok;
        });
        Command schema = new("schema",
            "Print the JSON Schema of definitions, for editors.\n\nExample: souk definition schema > souk.schema.json");
        schema.SetAction(_ =>
        {
            Console.WriteLine(DefinitionSchema.Write());
            return ExitCode.Ok;
        });
        return new Command("definition", "Marketplace definitions.") { check, schema };
    }
}
