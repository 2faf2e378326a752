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

/// <summary>Back-tests over simulated events, of one candidate and of several at once, with decisions whose outcomes
/// have matured.</summary>
internal static class BacktestSpeed
{
    private const int Events = 1_000_000;

    // Few enough that the events last for months, so that most outcomes have matured.
    private const int Shoppers = 1_500;

    private const int Candidates = 4;

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
            new SimulationOptions { Shoppers = Shoppers, Days = 365 }, engine.Definition);
        EngineFeed.Run(engine, Events, (batch, count) =>
        {
            simulator.Next(batch, count);
            simulator.TakeLabels();
        }, cancellation);
        string[] candidates =
        [
            .. Enumerable.Range(0, Candidates).Select(i => RiskPolicy.ShippedText.Replace(
                "review: 80", $"review: {80 - (5 * i)}", StringComparison.Ordinal)),
        ];
        (double one, IReadOnlyList<BacktestReport> reports) = Measure(engine, candidates[..1], cancellation);
        (double several, _) = Measure(engine, candidates, cancellation);
        output.WriteLine(
            $"back-test of the shipped policy over {Events:N0} simulated events: {one:N0} events/s, "
            + $"{reports[0].Candidate.Decisions:N0} matured decisions, {reports[0].Candidate.Bad} of them bad, "
            + $"{reports[0].Candidate.BadStopped} of these stopped; {reports[0].Changed} decided otherwise");
        output.WriteLine($"of {Candidates} candidates at once: {several:N0} events/s, each decided on by all");
        return
        [
            new("back-test beside what was decided", one, "events/s", 100_000, 200_000),
            new($"back-test of {Candidates} candidates at once", several, "events/s", 100_000, 200_000),
        ];
    }

    // The better of two, so that one of them runs warm.
    private static (double EventsPerSecond, IReadOnlyList<BacktestReport> Reports) Measure(
        SoukEngine engine, string[] candidates, CancellationToken cancellation)
    {
        IReadOnlyList<BacktestReport> reports = [];
        double best = 0;
        for (int repeat = 0; repeat < 2; repeat++)
        {
            long started = Stopwatch.GetTimestamp();
            reports = PolicyBacktest.Run(
                engine.CreateReplayer(), engine.Definition, candidates, cancellation: cancellation);
            best = Math.Max(best, Events / Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        return (best, reports);
    }
}
