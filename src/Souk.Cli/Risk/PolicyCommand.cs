using System.CommandLine;
using System.Text.Json;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Risk;
using Souk.Risk.Policies;
using Souk.Server;

namespace Souk.Cli.Risk;

/// <summary><c>souk policy</c>: checks risk policies and puts them in force.</summary>
internal static class PolicyCommand
{
    internal static Command Create() => new("policy", "Check risk policies, put them in force, show them.")
    {
        Check(), Apply(), Approve(), Show(),
    };

    private static Command Check()
    {
        Argument<FileInfo> file = PolicyFile();
        Option<FileInfo?> definition = new("--definition")
        {
            Description = "The marketplace definition; the shipped one if left out.",
        };
        Command command = new("check", "Check a policy file.\n\nExample: souk policy check policies/marketplace.yaml")
        {
            file, definition,
        };
        command.SetAction(parsed =>
        {
            FileInfo source = parsed.GetValue(file)!;
            string text = parsed.GetValue(definition) is FileInfo given
                ? File.ReadAllText(given.FullName) : DefinitionLoader.ShippedText;
            using Fold fold = new(DefinitionLoader.Parse(text, "definition").OrThrow(), StandardProjections.All);
            RiskPolicy policy = fold.Projection<RiskEngine>()
                .Check(File.ReadAllText(source.FullName), source.Name).OrThrow();
            foreach (CheckpointPolicy checkpoint in policy.Checkpoints)
            {
                Console.WriteLine(
                    $"{checkpoint.Type.Name}: {checkpoint.Rules.Count} rules, cost " +
                    $"{checkpoint.Rules.Sum(r => r.Cost)}");
            }

            Console.WriteLine($"{source.Name} is right");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Apply()
    {
        Argument<FileInfo> file = PolicyFile();
        Option<string> by = By();
        Option<string> url = RunningServer.Url();
        Command command = new(
            "apply", "Hand a policy to a running server.\n\nExample: souk policy apply policy.yaml --by ann")
        {
            file, by, url,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using RunningServer server = new(parsed.GetValue(url)!);
            string text = await File.ReadAllTextAsync(parsed.GetValue(file)!.FullName, cancellation);
            JsonElement answer = await server.PutAsync(
                $"/v1/risk/policy?by={Uri.EscapeDataString(parsed.GetValue(by)!)}", text, cancellation);
            string version = answer.GetProperty("version").ToString();
            Console.WriteLine(answer.GetProperty("state").GetString() == "draft"
                ? $"version {version} is a draft; somebody else approves it: souk policy approve {version} --by NAME"
                : $"version {version} is in force from log position {answer.GetProperty("in_force_from")} on");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Approve()
    {
        Argument<int> version = new("version") { Description = "The draft's version." };
        Option<string> by = By();
        Option<string> url = RunningServer.Url();
        Command command = new(
            "approve", "Approve a draft that somebody else handed in.\n\nExample: souk policy approve 4 --by bob")
        {
            version, by, url,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using RunningServer server = new(parsed.GetValue(url)!);
            JsonElement answer = await server.PostAsync(
                $"/v1/risk/policy/{parsed.GetValue(version)}/approve?by={Uri.EscapeDataString(parsed.GetValue(by)!)}",
                "", cancellation);
            Console.WriteLine($"in force from log position {answer.GetProperty("in_force_from")} on");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Show()
    {
        Option<string> url = RunningServer.Url();
        Command command = new("show", "Show the policy in force.\n\nExample: souk policy show") { url };
        command.SetAction(async (parsed, cancellation) =>
        {
            using RunningServer server = new(parsed.GetValue(url)!);
            JsonElement answer = await server.GetAsync("/v1/risk/policy", cancellation);
            Console.WriteLine($"# version {answer.GetProperty("version")} by {answer.GetProperty("by")}");
            Console.WriteLine(answer.GetProperty("text").GetString());
            return ExitCode.Ok;
        });
        return command;
    }

    private static Argument<FileInfo> PolicyFile() => new("file") { Description = "The policy, YAML or JSON." };

    private static Option<string> By() => new("--by") { Description = "Who does it.", Required = true };
}
