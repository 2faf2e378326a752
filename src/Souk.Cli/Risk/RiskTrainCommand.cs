using System.CommandLine;
using System.Text.Json;
using Souk.Cli.Data;
using Souk.Cli.Serving;
using Souk.Core.Engine;
using Souk.Core.Intake;
using Souk.Log;
using Souk.Risk.Models;
using Souk.Risk.Models.Training;
using Souk.Server.Risk;

namespace Souk.Cli.Risk;

/// <summary><c>souk risk train</c>: trains a version of a model by replay and hands it in.</summary>
internal static class RiskTrainCommand
{
    private static readonly TimeSpan _betweenLooks = TimeSpan.FromSeconds(1);

    internal static Command Create()
    {
        Argument<string> name = new("name") { Description = "The model's name, as the policy has it." };
        Option<string> checkpoint = new("--checkpoint")
        {
            Description = "The event type that it scores.",
            Required = true,
        };
        Option<RiskModelKind> kind = new("--kind") { Description = "trees (default), logistic, isolation or tail." };
        Option<string[]> columns = new("--column")
        {
            Description = "A column, as CEL; give it once each. All numbers, flags and texts of the checkpoint if left "
                + "out.",
        };
        Option<string[]> outcomes = new("--outcome")
        {
            Description = "An outcome of the policy that labels the rows; all of the checkpoint if left out.",
        };
        Option<string?> from = new("--from") { Description = "The first time that gives a row." };
        Option<string?> asOf = new("--as-of")
        {
            Description = "The moment of training: nothing later is looked at. The log's end if left out.",
        };
        Option<bool> shadow = new("--shadow") { Description = "Let the version run in shadow at once." };
        Option<string> by = new("--by")
        {
            Description = "Who does it.",
            DefaultValueFactory = _ => Environment.UserName,
        };
        Option<string> data = CommonOptions.Data();
        Option<string?> url = CommonOptions.Url();
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "train",
            "Train a version of a risk model on the log and hand it in.\n\n"
            + "Example: souk risk train card_fraud --checkpoint payment --as-of 2026-03-01T00:00:00Z --shadow")
        {
            name, checkpoint, kind, columns, outcomes, from, asOf, shadow, by, data, url, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            RiskTrainingOptions options = new()
            {
                Checkpoint = parsed.GetValue(checkpoint)!,
                Kind = parsed.GetValue(kind),
                Columns = parsed.GetValue(columns) ?? [],
                Outcomes = parsed.GetValue(outcomes) ?? [],
                From = TimeOf(parsed.GetValue(from)) ?? LogTime.BeforeAll,
                AsOf = TimeOf(parsed.GetValue(asOf)),
            };
            string model = parsed.GetValue(name)!;
            JsonElement version = parsed.GetValue(url) is string address
                ? await Ask(address, model, options, parsed.GetValue(by)!, parsed.GetValue(shadow), cancellation)
                : await Train(
                    parsed.GetValue(data)!, model, options, parsed.GetValue(by)!, parsed.GetValue(shadow),
                    cancellation);
            RiskModelsCommand.Print(version, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<JsonElement> Train(
        string folder, string name, RiskTrainingOptions options, string by, bool shadow, CancellationToken cancellation)
    {
        using SoukEngine engine = DataFolder.Open(folder, cancellation);
        (_, RiskModelVersion version) = await RiskModelDesk.Train(
            engine, name, options, by, new ReplayReport(), cancellation);
        if (shadow)
        {
            await RiskModelDesk.Use(
                engine, name, version.Number, ModelVersionUse.Challenger, by, "after its training");
        }

        return JsonOutput.OfObject(json => ModelJson.Write(json, version));
    }

    private static async Task<JsonElement> Ask(
        string address, string name, RiskTrainingOptions options, string by, bool shadow,
        CancellationToken cancellation)
    {
        RiskModelDesk.RequireName(name);
        using RunningServer server = new(address);
        Dictionary<string, object> body = new()
        {
            ["checkpoint"] = options.Checkpoint,
            ["kind"] = options.Kind.ToString().ToLowerInvariant(),
            ["columns"] = options.Columns,
            ["outcomes"] = options.Outcomes,
            ["by"] = by,
            ["shadow"] = shadow,
        };
        if (options.From > LogTime.BeforeAll)
        {
            body["from"] = Rfc3339.Format(options.From);
        }

        if (options.AsOf is LogTime moment)
        {
            body["as_of"] = Rfc3339.Format(moment);
        }

        await server.PostAsync($"/v1/risk/models/{name}/train", JsonSerializer.Serialize(body), cancellation);
        JsonElement job = await AwaitJob(server, name, cancellation);
        JsonElement answer = await server.GetAsync($"/v1/risk/models/{name}", cancellation);
        int number = job.GetProperty("version").GetInt32();
        return answer.GetProperty("versions").EnumerateArray()
            .First(v => v.GetProperty("version").GetInt32() == number).Clone();
    }

    /// <summary>Waits for a model's job to end and tells how it goes.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    internal static async Task<JsonElement> AwaitJob(RunningServer server, string name, CancellationToken cancellation)
    {
        while (true)
        {
            JsonElement answer = await server.GetAsync($"/v1/risk/models/{name}", cancellation);
            JsonElement job = answer.GetProperty("job");
            switch (job.GetProperty("state").GetString())
            {
                case "running":
                    await Console.Error.WriteLineAsync(job.GetProperty("detail").GetString());
                    await Task.Delay(_betweenLooks, cancellation);
                    break;
                case "failed":
                    throw new InvalidOperationException(job.GetProperty("detail").GetString());
                default:
                    return job;
            }
        }
    }

    private static LogTime? TimeOf(string? text) =>
        text is null ? null
        : Rfc3339.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out LogTime time) ? time
        : throw new ArgumentException($"'{text}' is no time such as 2026-03-01T12:30:00Z.");
}
