using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Souk.Cli.Data;
using Souk.Cli.Serving;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Intake;
using Souk.Log;
using Souk.Recommend.Evaluation;

namespace Souk.Cli.Recommend;

/// <summary><c>souk evaluate</c>: how well a surface would have foreseen what came.</summary>
internal static class EvaluateCommand
{
    private static readonly TimeSpan _asksEvery = TimeSpan.FromMilliseconds(500);

    internal static Command Create()
    {
        Argument<string> surface = new("surface") { Description = "A surface of the definition, such as for_you." };
        Option<string?> from = new("--from") { Description = "The first time that counts, instead of --share." };
        Option<string?> to = new("--to")
        {
            Description = "The time from which on nothing counts; the log's end if left out.",
        };
        Option<double> share = new("--share")
        {
            Description = "The share of the log at its end that counts (default 0.2).",
            DefaultValueFactory = _ => 0.2,
        };
        Option<EvaluationMoment> moment = new("--moment")
        {
            Description = "visit: what is reached in a visit, asked before it; event: what is liked next.",
        };
        Option<int> cases = new("--cases")
        {
            Description = "How many cases at most.",
            DefaultValueFactory = _ => 5_000,
        };
        Option<bool> untrained = new("--no-ranker") { Description = "Train no ranker: the order of recall serves." };
        Option<string?> with = new("--with")
        {
            Description = "Recall sources to try beside those of the surface, with commas, such as embeddings,towers.",
        };
        Option<string> data = CommonOptions.Data();
        Option<string?> url = new("--url") { Description = "Let this running server evaluate, instead of --data." };
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "evaluate",
            "Replay the log, ask a surface before each visit, and compare with what came. Nothing of it is known "
            + "when it is asked; models are trained on what came before.\n\nExample: souk evaluate for_you --data "
            + "souk-data --share 0.2\nExample: souk evaluate for_you --url http://127.0.0.1:7070")
        {
            surface, from, to, share, moment, cases, untrained, with, data, url, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            EvaluationOptions options = new()
            {
                Surface = parsed.GetValue(surface)!,
                From = TimeOf(parsed.GetValue(from)),
                To = TimeOf(parsed.GetValue(to)),
                Share = parsed.GetValue(share),
                Moment = parsed.GetValue(moment),
                Cases = parsed.GetValue(cases),
                TrainRanker = !parsed.GetValue(untrained),
                With = SourcesOf(parsed.GetValue(with)),
            };
            JsonElement report = parsed.GetValue(url) is string server
                ? await AskAsync(server, options, cancellation)
                : Run(parsed.GetValue(data)!, options, cancellation);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(report.GetRawText());
            }
            else
            {
                EvaluationTables.Print(report);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static JsonElement Run(string folder, EvaluationOptions options, CancellationToken cancellation)
    {
        using SoukEngine engine = DataFolder.Open(folder, cancellation);
        EvaluationReport report = SurfaceEvaluation.Run(engine, options, new ReplayReport(), cancellation);
        return JsonOutput.OfObject(j => EvaluationJson.Write(j, report));
    }

    private static async Task<JsonElement> AskAsync(
        string url, EvaluationOptions options, CancellationToken cancellation)
    {
        using RunningServer server = new(url);
        await server.PostAsync($"/v1/evaluations?{Query(options)}", "", cancellation);
        ReplayReport progress = new();
        while (true)
        {
            JsonElement state = await server.GetAsync("/v1/evaluations", cancellation);
            if (state.GetProperty("is_running").GetBoolean())
            {
                progress.Report(new LogPosition(state.GetProperty("position").GetInt64()));
                await Task.Delay(_asksEvery, cancellation);
                continue;
            }

            return state.TryGetProperty("report", out JsonElement report) ? report
                : throw new InvalidOperationException(
                    state.TryGetProperty("failure", out JsonElement failure)
                        ? failure.GetString() : "the server was restarted before the evaluation ended");
        }
    }

    private static string Query(EvaluationOptions options)
    {
        StringBuilder query = new();
        query.Append(CultureInfo.InvariantCulture, $"surface={Uri.EscapeDataString(options.Surface)}");
        query.Append(CultureInfo.InvariantCulture, $"&moment={WordForm.Of(options.Moment)}&share={options.Share:R}");
        query.Append(CultureInfo.InvariantCulture, $"&cases={options.Cases}");
        query.Append(options.TrainRanker ? "&train=true" : "&train=false");
        if (options.With.Count > 0)
        {
            query.Append("&with=").AppendJoin(',', options.With.Select(s => WordForm.Of(s)));
        }

        foreach ((string name, LogTime? time) in new[] { ("from", options.From), ("to", options.To) })
        {
            if (time is LogTime known)
            {
                query.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(Rfc3339.Format(known)));
            }
        }

        return query.ToString();
    }

    private static RecallSource[] SourcesOf(string? text)
    {
        string[] words = text?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        IReadOnlyList<string> known = WordForm.All<RecallSource>();
        return words.FirstOrDefault(w => !known.Contains(w)) is string unknown
            ? throw new ArgumentException(
                $"--with: there is no recall source '{unknown}'; there are {string.Join(", ", known)}.")
            : [.. words.Select(WordForm.Parse<RecallSource>)];
    }

    private static LogTime? TimeOf(string? text) =>
        text is null ? null
        : Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out LogTime time) ? time
        : throw new ArgumentException($"'{text}' is no time such as 2026-03-01T12:30:00Z.");
}
