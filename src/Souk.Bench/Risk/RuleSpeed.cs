using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Souk.Bench.Foundation;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Risk;
using Souk.Simulation;

namespace Souk.Bench.Risk;

/// <summary>One decision in process, its keeping included: by the shipped policy, and by a thousand rules.</summary>
internal static class RuleSpeed
{
    private const int Events = 200_000;
    private const int Rules = 1_000;
    private const int Repeats = 400;
    private const int MeasuredEvents = 200;

    internal static IReadOnlyList<SpeedFigure> Run(TextWriter output, CancellationToken cancellation)
    {
        (double shipped, double shippedBytes) = Measure(Souk.Risk.Policies.RiskPolicy.ShippedText, cancellation);
        (double many, double manyBytes) = Measure(ManyRules(), cancellation);
        output.WriteLine($"a payment by the shipped policy: {shipped:0.0} µs, {shippedBytes:0.#} bytes of garbage");
        output.WriteLine($"a payment by {Rules:N0} rules: {many:0.0} µs, {manyBytes:0.#} bytes of garbage");
        return
        [
            new("decision in process by the shipped policy", shipped, "µs", 50, 20, false),
            new("1,000 CEL rules on one event (NRules: 2,650 µs, 874 KB)", many, "µs", 100, 50, false),
            new("1,000 CEL rules on one event, garbage", manyBytes, "bytes", 0, 0, false),
        ];
    }

    // The medians over payments of the means over repeats: each payment is decided on again and again in its place. A
    // page of kept decisions, which one payment in a dozen begins, is no garbage.
    private static (double Microseconds, double Bytes) Measure(
        string policy, CancellationToken cancellation)
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
            RiskEngine.PolicyDirective, JsonSerializer.SerializeToUtf8Bytes(new { text = policy, by = "bench" }))
            .GetAwaiter().GetResult();
        MarketplaceSimulator simulator = new(
            new SimulationOptions { Shoppers = 2_000, Days = 365 }, engine.Definition);
        EngineFeed.Run(engine, Events, (batch, count) =>
        {
            simulator.Next(batch, count);
            simulator.TakeLabels();
        }, cancellation);
        using Fold fold = new(
            engine.Definition, [new FeatureEngineFactory(), new LinkProjectionFactory(), new RiskEngineFactory()]);
        RiskEngine risk = fold.Projection<RiskEngine>();
        List<double> times = new(MeasuredEvents);
        List<long> garbage = new(MeasuredEvents);
        fold.Applied = e =>
        {
            if (e.Type.Name == "payment" && e.Position.Value > Events / 2 && times.Count < MeasuredEvents)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                double time = Time(risk, e);
                long made = GC.GetAllocatedBytesForCurrentThread() - before;
                times.Add(time);
                garbage.Add(made);
            }
        };
        engine.CreateReplayer().Replay(fold, through: null, progress: null, cancellation);
        double[] settled = [.. times.Skip(times.Count / 2).Order()];
        long[] kept = [.. garbage.Skip(times.Count / 2).Order()];
        return (settled[settled.Length / 2], (double)kept[kept.Length / 2] / Repeats);
    }

    private static double Time(RiskEngine risk, EventView e)
    {
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < Repeats; i++)
        {
            risk.Apply(e);
        }

        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / Repeats;
    }

    // Conditions of two to three terms over the event, features, profiles and links; few fire.
    private static string ManyRules()
    {
        StringBuilder text = new("name: many\ncheckpoints:\n  payment:\n    amount: event.amount\n    rules:\n");
        string[] forms =
        [
            "event.amount > {0}.5 && card.payments.24h >= {1}",
            "card.failures.5m >= {1} && event.amount > {0}.0",
            "card.shoppers.30d >= {1} && card.payments.5m >= 2",
            "card.failures.24h >= {1} && card.failure_rate.24h >= 0.{0}",
            "links.neighbours >= {1}.0 && event.amount > {0}.0",
        ];
        for (int i = 0; i < Rules; i++)
        {
            string when = string.Format(
                System.Globalization.CultureInfo.InvariantCulture, forms[i % forms.Length], 1 + (i % 9), 3 + (i % 50));
            text.Append($"      - {{ id: r{i}, when: '{when}', weight: 1 }}\n");
        }

        return text.ToString();
    }
}
