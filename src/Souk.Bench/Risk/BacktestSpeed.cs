using System.Diagnostics;
using System.Text.Json;
using Souk.Bench.Foundation;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Risk;
using Souk.Risk.Backtest;
using Souk.Risk.Policies;
using Souk.Simulation;

namespace Souk.Bench.Risk;

/// <summary>A back-test over simulated events: the whole state is folded anew, with two policies.</summary>
internal static class BacktestSpeed
{
    private const int Events = 1_000_000;

    internal static IReadOnlyList<SpeedFigure> Run(TextWriter output, CancellationToken cancellation)
    {
        using TemporaryFolder folder = new();
        using SoukEngine engine = SoukEngine.Open(
            new EngineOptions
            {
                Folder = folder.Path,
                DefinitionText = DefinitionLoader.ShippedText,
                Projections = [new FeatureEngineFactory(), new LinkProjectionFactory(), new RiskEngineFactory()],
                SnapshotOnClose = false,
            },
            cancellation: cancellation);
        engine.DirectAsync(
            RiskEngine.PolicyDirective,
            JsonSerializer.SerializeToUtf8Bytes(new { text = RiskPolicy.ShippedText, by = "bench" }))
            .GetAwaiter().GetResult();
        MarketplaceSimulator simulator = new(
            new SimulationOptions { Shoppers = 6_000, Days = 365 }, engine.Definition);
        EngineFeed.Run(engine, Events, (batch, count) =>
        {
            simulator.Next(batch, count);
            simulator.TakeLabels();
        }, cancellation);
        long started = Stopwatch.GetTimestamp();
        BacktestReport report = PolicyBacktest.Run(
            engine.CreateReplayer(), engine.Definition, RiskPolicy.ShippedText, cancellation: cancellation);
        double rate = Events / Stopwatch.GetElapsedTime(started).TotalSeconds;
        output.WriteLine(
            $"back-test of the shipped policy over {Events:N0} simulated events: {rate:N0} events/s, "
            + $"{report.Candidate.Decisions:N0} matured decisions, {report.Changed} decided otherwise");
        return [new("back-test, whole state folded anew under two policies", rate, "events/s", 100_000, 200_000)];
    }
}
