using System.CommandLine;
using Souk.Cli.Serving;
using Souk.Core.Definition;
using Souk.Risk.Policies;

namespace Souk.Cli.Data;

/// <summary><c>souk init</c>: writes a definition and a risk policy to start from.</summary>
internal static class InitCommand
{
    internal static Command Create()
    {
        Argument<FileInfo> file = new("file")
        {
            Description = "Where to write the definition.",
            DefaultValueFactory = _ => new FileInfo("marketplace.yaml"),
        };
        Command command = new(
            "init",
            "Write the shipped definition, its JSON Schema and the shipped risk policy, to change and serve.\n\n"
            + "Example: souk init shop.yaml")
        {
            file,
        };
        command.SetAction(parsed =>
        {
            FileInfo target = parsed.GetValue(file)!;
            if (target.Exists)
            {
                throw new InvalidOperationException($"{target.FullName} exists already; nothing was written.");
            }

            FileInfo policy = new(Path.Combine(target.DirectoryName!, ServeCommand.PolicyFile));
            if (policy.Exists)
            {
                throw new InvalidOperationException($"{policy.FullName} exists already; nothing was written.");
            }

            string schema = Path.Combine(target.DirectoryName!, "souk.schema.json");
            Directory.CreateDirectory(target.DirectoryName!);
            File.WriteAllText(
                target.FullName, "# yaml-language-server: $schema=souk.schema.json\n" + DefinitionLoader.ShippedText);
            File.WriteAllText(schema, DefinitionSchema.Write());
            File.WriteAllText(policy.FullName, RiskPolicy.ShippedText);
            string path = Path.GetRelativePath(Directory.GetCurrentDirectory(), target.FullName);
            Console.WriteLine($"wrote {target.FullName}, {policy.Name} and {schema}");
            Console.WriteLine($"next: souk definition check {path}, then souk serve --definition {path}");
            return ExitCode.Ok;
        });
        return command;
    }
}
