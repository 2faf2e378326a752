using System.CommandLine;
using System.Text.Json;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Log;
using Souk.Server;
using Souk.Simulation;

namespace Souk.Cli.Data;

/// <summary><c>souk simulate</c>: a simulated marketplace as NDJSON, or straight into a data folder.</summary>
internal static class SimulateCommand
{
    private const int EventsPerBatch = 2_000;

    internal static Command Create()
    {
        Option<int> shoppers = new("--shoppers")
        {
            Description = "100 to 10,000,000.",
            DefaultValueFactory = _ => 1_000,
        };
        Option<int> days = new("--days") { Description = "How many days it runs.", DefaultValueFactory = _ => 30 };
        Option<ulong> seed = new("--seed")
        {
            Description = "The same seed gives the same events.",
            DefaultValueFactory = _ => 1,
        };
        Option<double> abuse = new("--abuse")
        {
            Description = "How much abuse: 1 is usual, 0 none.",
            DefaultValueFactory = _ => 1,
        };
        Option<SimulationDifficulty> difficulty = new("--difficulty")
        {
            Description = "How well attackers hide: easy, realistic or hard.",
            DefaultValueFactory = _ => SimulationDifficulty.Realistic,
        };
        Option<long> events = new("--events") { Description = "Stop after this many events; 0 runs to the end." };
        Option<string?> into = new("--into")
        {
            Description = "A data folder to write the events into, instead of printing them.",
        };
        Option<FileInfo?> truth = new("--truth")
        {
            Description = "A file for the labels of the planted abuse, NDJSON.",
        };
        Command command = new(
            "simulate",
            "Make a marketplace up: NDJSON to standard output, or straight into a data folder.\n\n"
            + "Example: souk simulate --shoppers 10000 --days 7 --truth truth.ndjson > events.ndjson")
        {
            shoppers, days, seed, abuse, difficulty, events, into, truth,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            SimulationOptions options = new()
            {
                Seed = parsed.GetValue(seed),
                Shoppers = parsed.GetValue(shoppers),
                Days = parsed.GetValue(days),
                Abuse = parsed.GetValue(abuse),
                Difficulty = parsed.GetValue(difficulty),
            };
            long limit = parsed.GetValue(events) is long n and > 0 ? n : long.MaxValue;
            await using StreamWriter? labels = parsed.GetValue(truth) is FileInfo file ? file.CreateText() : null;
            if (parsed.GetValue(into) is string folder)
            {
                await Fill(options, folder, limit, labels, cancellation);
            }
            else
            {
                Print(new MarketplaceSimulator(options), limit, labels, cancellation);
            }

            cancellation.ThrowIfCancellationRequested();
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(
        MarketplaceSimulator simulator, long limit, StreamWriter? labels, CancellationToken cancellation)
    {
        using Stream output = new BufferedStream(Console.OpenStandardOutput(), 1 << 20);
        using EventJsonWriter writer = new(simulator.Definition, output);
        EventBatch batch = new(simulator.Definition);
        while (simulator.EventsMade < limit && !cancellation.IsCancellationRequested
            && simulator.Next(batch, (int)Math.Min(EventsPerBatch, limit - simulator.EventsMade)) > 0)
        {
            writer.Write(batch);
            batch.Clear();
            WriteLabels(simulator, labels);
        }
    }

    private static async Task Fill(
        SimulationOptions options, string folder, long limit, StreamWriter? labels, CancellationToken cancellation)
    {
        using SoukEngine engine = SoukEngine.Open(
            new EngineOptions
            {
                Folder = folder,
                DefinitionText = DefinitionLoader.ShippedText,
                Projections = StandardProjections.All,
            },
            cancellation: cancellation);
        MarketplaceSimulator source = new(options, engine.Definition);
        LogPosition last = LogPosition.Zero;
        ProgressBar progress = limit < long.MaxValue ? new(limit, "event") : new(options.Days * 24L, "simulated hour");
        while (source.EventsMade < limit && !cancellation.IsCancellationRequested)
        {
            EventBatch batch = new(engine.Definition);
            if (source.Next(batch, (int)Math.Min(EventsPerBatch, limit - source.EventsMade)) == 0)
            {
                break;
            }

            WriteLabels(source, labels);
            Task<SubmitResult> answer;
            while (!engine.TrySubmit(batch, Acknowledgement.Buffered, out answer))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), cancellation);
            }

            last = (await answer).Positions[^1];
            progress.Report(limit < long.MaxValue
                ? source.EventsMade : (long)(source.Time.ToDateTimeOffset() - options.Start).TotalHours);
        }

        if (last > LogPosition.Zero)
        {
            await engine.Log.WaitForDurable(last, CancellationToken.None);
        }

        progress.End();
        Console.WriteLine(
            $"{source.EventsMade} events made; the log of {folder} ends at position {engine.LastPosition}");
    }

    private static void WriteLabels(MarketplaceSimulator simulator, StreamWriter? labels)
    {
        IReadOnlyList<AbuseLabel> taken = simulator.TakeLabels();
        if (labels is null)
        {
            return;
        }

        foreach (AbuseLabel label in taken)
        {
            labels.WriteLine(JsonSerializer.Serialize(
                new { event_id = label.EventId, pattern = label.Pattern.ToString(), campaign = label.Campaign }));
        }
    }
}
