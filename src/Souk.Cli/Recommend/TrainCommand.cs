using System.CommandLine;
using System.Text.Json;
using Souk.Cli.Data;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Recommend.Serving;
using Souk.Recommend.Training;

namespace Souk.Cli.Recommend;

/// <summary><c>souk train</c>: trains a surface's ranker, on a running server or over a data folder.</summary>
internal static class TrainCommand
{
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(500);

    internal static Command Create()
    {
        Argument<string> surface = new("surface") { Description = "A surface of the definition, such as for_you." };
        Option<string?> data = new("--data") { Description = "Train over this data folder, which no server has open." };
        Option<string?> kind = new("--ranker")
        {
            Description = "auto, logistic, factorization, trees, deep or esmm; what the surface says if left out.",
        };
        Option<string?> window = new("--window")
        {
            Description = "How long after an impression the goal counts (default 24h).",
        };
        Option<string> by = new("--by") { Description = "Who does it.", DefaultValueFactory = _ => "cli" };
        Option<string> url = RunningServer.Url();
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "train",
            "Train the ranker of a surface from the log; it is put in force if it is better on held-out time.\n\n"
            + "Example: souk train for_you")
        {
            surface, data, kind, window, by, url, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            string name = parsed.GetValue(surface)!;
            string who = parsed.GetValue(by)!;
            string? ranker = parsed.GetValue(kind);
            string? within = parsed.GetValue(window);
            JsonElement result = parsed.GetValue(data) is string folder
                ? await Offline(folder, name, who, Options(ranker, within), cancellation)
                : await Online(parsed.GetValue(url)!, name, who, ranker, within, cancellation);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(result.GetRawText());
            }
            else
            {
                Print(name, result);
            }

            return result.TryGetProperty("problem", out _) ? ExitCode.Failed : ExitCode.Ok;
        });
        return command;
    }

    private static RankTrainingOptions Options(string? kind, string? window)
    {
        RankTrainingOptions options = new() { Threads = 0 };
        if (kind is not null)
        {
            options = Enum.TryParse(kind, ignoreCase: true, out RankerKind named) && Enum.IsDefined(named)
                ? options with { Kind = named }
                : throw new ArgumentException(
                    $"--ranker '{kind}' is none of auto, logistic, factorization, trees, deep, esmm.");
        }

        return window is null ? options
            : Duration.TryParse(window, out Duration within)
                ? options with { Window = within }
                : throw new ArgumentException($"--window '{window}' is no span of time such as 12h or 2d.");
    }

    private static async Task<JsonElement> Offline(
        string folder, string surface, string by, RankTrainingOptions options, CancellationToken cancellation)
    {
        using SoukEngine engine = DataFolder.Open(folder, cancellation);
        ModelTrainer trainer = new(engine, new Recommender(engine));
        ProgressBar progress = new(engine.LastPosition.Value, "position");
        TrainedRanker trained = await trainer.TrainAsync(surface, by, options, progress, cancellation);
        progress.End();
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            Server.Recommend.ModelJson.Write(writer, trained);
            writer.WriteEndObject();
        }

        return JsonSerializer.Deserialize<JsonElement>(stream.ToArray());
    }

    private static async Task<JsonElement> Online(
        string url, string surface, string by, string? kind, string? window, CancellationToken cancellation)
    {
        using RunningServer server = new(url);
        string query = $"by={Uri.EscapeDataString(by)}"
            + (kind is null ? string.Empty : $"&kind={Uri.EscapeDataString(kind)}")
            + (window is null ? string.Empty : $"&window={Uri.EscapeDataString(window)}");
        await server.PostAsync($"/v1/models/{Uri.EscapeDataString(surface)}/train?{query}", "", cancellation);
        while (true)
        {
            await Task.Delay(_poll, cancellation);
            JsonElement status = await ModelsCommand.StatusOf(server, surface, cancellation);
            if (status.GetProperty("is_training").GetBoolean())
            {
                continue;
            }

            return status.TryGetProperty("failure", out JsonElement failure)
                ? throw new InvalidOperationException($"the training of '{surface}' failed: {failure.GetString()}")
                : status.GetProperty("last_training");
        }
    }

    private static void Print(string surface, JsonElement trained)
    {
        string origin = trained.GetProperty("origin").GetString()!.Replace('_', ' ');
        Console.WriteLine(
            $"{surface}: {trained.GetProperty("rows")} rows of {trained.GetProperty("requests")} requests, "
            + $"{trained.GetProperty("goals")} goals ({origin})");
        if (trained.TryGetProperty("problem", out JsonElement problem))
        {
            Console.WriteLine($"no model: {problem.GetString()}");
            return;
        }

        ModelsCommand.PrintFigures(trained);
        string version = trained.GetProperty("version").ToString();
        Console.WriteLine(trained.TryGetProperty("why_not", out JsonElement why)
            ? $"version {version} is kept as a candidate: {why.GetString()}"
            : $"version {version} is in force");
    }
}
