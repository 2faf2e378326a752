using System.CommandLine;
using Souk.Cli.Serving;
using Souk.Core.Definition;
using Souk.Risk.Policies;
using Souk.Server;
using Souk.Simulation;

namespace Souk.Cli.Demo;

/// <summary><c>souk demo</c>: a simulated marketplace, live, in a folder of its own.</summary>
internal static class DemoCommand
{
    // The first training begins after a tenth of it, when there is a little history to learn from.
    private static readonly TimeSpan _trainEvery = TimeSpan.FromSeconds(100);

    internal static Command Create()
    {
        Option<int> shoppers = new("--shoppers")
        {
            Description = "How many shoppers.",
            DefaultValueFactory = _ => 2_000,
        };
        Option<int> speed = new("--speed")
        {
            Description = "Events a second; 0 is as fast as possible.",
            DefaultValueFactory = _ => 2_000,
        };
        Option<int> port = CommonOptions.Port();
        Option<int> seconds = new("--for") { Description = "Stop after this many seconds; 0 runs until Ctrl+C." };
        Option<string?> data = new("--data")
        {
            Description = "The data folder; a temporary one, deleted at the end, if left out.",
        };
        Command command = new(
            "demo", "See a marketplace live: simulated events stream in, features change, the API " +
            "answers.\n\nExample: souk demo --speed 20000")
        {
            shoppers, speed, port, seconds, data,
        };
        command.SetAction((parsed, cancellation) => Run(
            new SimulationOptions
            {
                Shoppers = parsed.GetValue(shoppers),
                Days = 3_650,
                Start = DateTimeOffset.UtcNow.Date.AddDays(-3_650),
            },
            parsed.GetValue(speed), parsed.GetValue(port), parsed.GetValue(seconds), parsed.GetValue(data),
            cancellation));
        return command;
    }

    private static async Task<int> Run(
        SimulationOptions simulation, int speed, int port, int seconds, string? data, CancellationToken cancellation)
    {
        string folder = data ?? Directory.CreateTempSubdirectory("souk-demo-").FullName;
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (seconds > 0)
        {
            stop.CancelAfter(TimeSpan.FromSeconds(seconds));
        }

        DemoClock clock = new(simulation.Start);
        try
        {
            await using SoukServer server = await SoukServer.StartAsync(
                new ServerOptions
                {
                    Folder = folder,
                    Port = port,
                    Clock = clock,
                    TrainEvery = _trainEvery,
                    DefinitionText = Directory.Exists(Path.Combine(folder, "log"))
                        ? null
                        : DefinitionLoader.ShippedText,
                },
                cancellation: stop.Token);
            // The demo decides: the shipped policy is in force before the first event.
            await FirstPolicy.PutInForceAsync(server.Engine, RiskPolicy.ShippedText, "the shipped policy", "demo");
            DemoFeed feed = new(server.Engine, new MarketplaceSimulator(simulation, server.Engine.Definition), clock, speed);
            Task feeding = feed.RunAsync(stop.Token);
            await new DemoScreen(server, feed).ShowAsync(feeding, stop.Token);
            await feeding;
        }
        finally
        {
            if (data is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        return ExitCode.Ok;
    }
}
