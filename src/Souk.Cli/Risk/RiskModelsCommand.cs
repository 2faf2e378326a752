using System.CommandLine;
using System.Text.Json;
using Souk.Cli.Data;
using Souk.Cli.Serving;
using Souk.Core.Engine;
using Souk.Risk;
using Souk.Risk.Models;
using Souk.Risk.Models.Training;
using Souk.Server.Risk;

namespace Souk.Cli.Risk;

/// <summary><c>souk risk models</c>: what versions there are, and which is used how.</summary>
internal static class RiskModelsCommand
{
    internal static Command Create() => new("models", "List risk models, promote a version, shadow it, roll back.")
    {
        List(), Show(), Promote(), Shadow(), RollBack(),
    };

    /// <summary>Prints a version.</summary>
    internal static void Print(JsonElement version, bool json)
    {
        if (json)
        {
            Console.WriteLine(version.GetRawText());
            return;
        }

        string use = version.GetProperty("use").GetString()!;
        Console.WriteLine($"{version.GetProperty("name")} version {version.GetProperty("version")}: "
            + (use == "none" ? "not in use" : use));
        if (!version.TryGetProperty("kind", out JsonElement kind))
        {
            Console.WriteLine("  no longer kept");
            return;
        }

        JsonElement held = version.GetProperty("validation");
        JsonElement thresholds = version.GetProperty("thresholds");
        Console.WriteLine(
            $"  {kind} of {version.GetProperty("checkpoint")}, trained as of {version.GetProperty("as_of")}");
        Console.WriteLine($"  {version.GetProperty("settings")}");
        Console.WriteLine(
            $"  on its newest {held.GetProperty("rows")} rows, {held.GetProperty("bad")} bad: AUC "
            + $"{Shown(held, "auc")} ({Shown(held, "auc_lower")} to {Shown(held, "auc_upper")}), average precision "
            + $"{Shown(held, "average_precision")}, calibration error {Shown(held, "calibration_error")}");
        Console.WriteLine(
            $"  review from {Shown(thresholds, "review")}, decline from {Shown(thresholds, "decline")}: saves "
            + $"{Shown(held, "saved")} ({Shown(held, "saved_lower")} to {Shown(held, "saved_upper")}) there");
        if (version.GetProperty("why").GetString() is { Length: > 0 } why)
        {
            Console.WriteLine($"  {why}");
        }
    }

    private static Command List()
    {
        Option<string> data = CommonOptions.Data();
        Option<string?> url = CommonOptions.Url();
        Option<bool> json = CommonOptions.Json();
        Command command = new("list", "All versions of all models.\n\nExample: souk risk models list")
        {
            data, url, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            IReadOnlyList<JsonElement> versions =
                await Versions(parsed.GetValue(data)!, parsed.GetValue(url), null, cancellation);
            if (versions.Count == 0 && !parsed.GetValue(json))
            {
                Console.WriteLine("no risk models yet; 'souk risk train' trains one");
            }

            foreach (JsonElement version in versions)
            {
                Print(version, parsed.GetValue(json));
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Show()
    {
        Argument<string> name = Name();
        Option<string> data = CommonOptions.Data();
        Option<string?> url = CommonOptions.Url();
        Option<bool> json = CommonOptions.Json();
        Command command = new("show", "The versions of one model.\n\nExample: souk risk models show card_fraud")
        {
            name, data, url, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            IReadOnlyList<JsonElement> versions = await Versions(
                parsed.GetValue(data)!, parsed.GetValue(url), parsed.GetValue(name), cancellation);
            foreach (JsonElement version in versions)
            {
                Print(version, parsed.GetValue(json));
            }

            return versions.Count > 0 ? ExitCode.Ok
                : throw new InvalidOperationException($"There is no version of a model '{parsed.GetValue(name)}'.");
        });
        return command;
    }

    private static Command Promote()
    {
        Argument<string> name = Name();
        Argument<int> version = Version();
        Option<string?> force = new("--force")
        {
            Description = "Put it in force without a trial, for this reason.",
        };
        Option<string> by = By();
        Option<string> data = CommonOptions.Data();
        Option<string?> url = CommonOptions.Url();
        Command command = new(
            "promote",
            "Try a version on later matured events and put it in force if it saves more money there.\n\n"
            + "Example: souk risk models promote card_fraud 3 --by ann")
        {
            name, version, force, by, data, url,
        };
        command.SetAction((parsed, cancellation) => parsed.GetValue(url) is string address
            ? PromoteThere(
                address, parsed.GetValue(name)!, parsed.GetValue(version), parsed.GetValue(force),
                parsed.GetValue(by)!, cancellation)
            : PromoteHere(
                parsed.GetValue(data)!, parsed.GetValue(name)!, parsed.GetValue(version), parsed.GetValue(force),
                parsed.GetValue(by)!, cancellation));
        return command;
    }

    private static async Task<int> PromoteThere(
        string address, string name, int version, string? why, string by, CancellationToken cancellation)
    {
        using RunningServer server = new(address);
        string path = $"/v1/risk/models/{name}/promote?version={version}&by={Uri.EscapeDataString(by)}";
        if (why is not null)
        {
            await server.PostAsync($"{path}&force=true&why={Uri.EscapeDataString(why)}", "", cancellation);
            Console.WriteLine($"version {version} is in force");
            return ExitCode.Ok;
        }

        await server.PostAsync(path, "", cancellation);
        JsonElement job = await RiskTrainCommand.AwaitJob(server, name, cancellation);
        return Told(job.GetProperty("state").GetString() == "done", job.GetProperty("detail").GetString()!);
    }

    private static async Task<int> PromoteHere(
        string folder, string name, int version, string? why, string by, CancellationToken cancellation)
    {
        using SoukEngine engine = DataFolder.Open(folder, cancellation);
        if (why is not null)
        {
            await RiskModelDesk.Use(engine, name, version, ModelVersionUse.Champion, by, why);
            Console.WriteLine($"version {version} is in force");
            return ExitCode.Ok;
        }

        ModelTrial trial = await RiskModelDesk.Promote(engine, name, version, by, new ReplayReport(), cancellation);
        return Told(trial.IsBetter, trial.Finding);
    }

    private static int Told(bool isPromoted, string finding)
    {
        Console.WriteLine($"{(isPromoted ? "promoted" : "refused")}: {finding}");
        return isPromoted ? ExitCode.Ok : ExitCode.Failed;
    }

    private static Command Shadow()
    {
        Argument<string> name = Name();
        Argument<int> version = Version();
        Option<string> by = By();
        Option<string> data = CommonOptions.Data();
        Option<string?> url = CommonOptions.Url();
        Command command = new(
            "shadow",
            "Score a version beside the one in force; it changes no answer.\n\n"
            + "Example: souk risk models shadow card_fraud 3 --by ann")
        {
            name, version, by, data, url,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            string model = parsed.GetValue(name)!;
            int number = parsed.GetValue(version);
            if (parsed.GetValue(url) is string address)
            {
                using RunningServer server = new(address);
                string who = Uri.EscapeDataString(parsed.GetValue(by)!);
                await server.PostAsync($"/v1/risk/models/{model}/shadow?version={number}&by={who}", "", cancellation);
            }
            else
            {
                using SoukEngine engine = DataFolder.Open(parsed.GetValue(data)!, cancellation);
                await RiskModelDesk.Use(
                    engine, model, number, ModelVersionUse.Challenger, parsed.GetValue(by)!, "put into shadow");
            }

            Console.WriteLine($"version {number} of {model} runs in shadow");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command RollBack()
    {
        Argument<string> name = Name();
        Option<string> by = By();
        Option<string> data = CommonOptions.Data();
        Option<string?> url = CommonOptions.Url();
        Command command = new(
            "rollback",
            "Put the version back that was in force before.\n\nExample: souk risk models rollback card_fraud --by ann")
        {
            name, by, data, url,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            string model = parsed.GetValue(name)!;
            if (parsed.GetValue(url) is string address)
            {
                using RunningServer server = new(address);
                string who = Uri.EscapeDataString(parsed.GetValue(by)!);
                await server.PostAsync($"/v1/risk/models/{model}/rollback?by={who}", "", cancellation);
            }
            else
            {
                using SoukEngine engine = DataFolder.Open(parsed.GetValue(data)!, cancellation);
                await RiskModelDesk.RollBack(engine, model, parsed.GetValue(by)!);
            }

            Console.WriteLine($"the version of {model} before is in force again");
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<IReadOnlyList<JsonElement>> Versions(
        string folder, string? address, string? name, CancellationToken cancellation)
    {
        if (address is not null)
        {
            using RunningServer server = new(address);
            JsonElement answer = await server.GetAsync(
                name is null ? "/v1/risk/models" : $"/v1/risk/models/{name}", cancellation);
            return [.. answer.GetProperty("versions").EnumerateArray()];
        }

        using SoukEngine engine = DataFolder.Open(folder, cancellation);
        using FoldScope scope = engine.Read();
        return
        [
            .. scope.Fold.Projection<RiskEngine>().Models.Where(m => name is null || m.Name == name)
                .Select(m => JsonOutput.OfObject(json => ModelJson.Write(json, m))),
        ];
    }

    private static string Shown(JsonElement parent, string name) =>
        parent.GetProperty(name) is { ValueKind: JsonValueKind.Number } number
            ? number.GetDouble().ToString("0.####", System.Globalization.CultureInfo.InvariantCulture) : "none";

    private static Argument<string> Name() => new("name") { Description = "The model." };

    private static Argument<int> Version() => new("version") { Description = "Its version." };

    private static Option<string> By() => new("--by") { Description = "Who does it.", Required = true };
}
