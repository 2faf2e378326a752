using Souk.Bench.Foundation;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Graph.Rings;
using Souk.Log;
using Souk.Risk;
using Souk.Risk.Monitoring;
using Souk.Risk.Policies;
using Souk.Simulation;

namespace Souk.Bench.Risk;

/// <summary>A simulated marketplace that decides by the shipped policy, with the truth of its planted abuse, in a log
/// of its own.</summary>
internal sealed class SimulatedAbuse : IDisposable
{
    private const int EventsPerBatch = 2_000;
    private const long DayMicroseconds = 86_400_000_000;
    private readonly TemporaryFolder _folder = new();

    /// <summary>Simulates a marketplace.</summary>
    /// <param name="options">What happens in it.</param>
    /// <param name="withRings">Whether rings are looked for after each day of log time, as a server does.</param>
    /// <param name="cancellation">Gives up.</param>
    internal SimulatedAbuse(SimulationOptions options, bool withRings, CancellationToken cancellation)
    {
        Options = options;
        Engine = SoukEngine.Open(
            new EngineOptions
            {
                Folder = _folder.Path,
                DefinitionText = DefinitionLoader.ShippedText,
                Projections =
                [
                    new FeatureEngineFactory(), new LinkProjectionFactory(), new RingProjectionFactory(),
                    new RiskEngineFactory(), new RiskMonitorFactory(),
                ],
                SnapshotOnClose = false,
            },
            cancellation: cancellation);
        PutPolicy(RiskPolicy.ShippedText);
        Feed(withRings, cancellation);
    }

    internal SimulationOptions Options { get; }

    internal SoukEngine Engine { get; }

    /// <summary>What each event of abuse is part of.</summary>
    internal Dictionary<string, AbuseLabel> Truth { get; } = new(StringComparer.Ordinal);

    internal LogTime Start => LogTime.FromDateTimeOffset(Options.Start);

    internal LogTime Now
    {
        get
        {
            using FoldScope scope = Engine.Read();
            return scope.Fold.Time;
        }
    }

    public void Dispose()
    {
        Engine.Dispose();
        _folder.Dispose();
    }

    internal void PutPolicy(string text) => Engine.DirectAsync(
        RiskEngine.PolicyDirective,
        System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { text, by = "bench" })).GetAwaiter().GetResult();

    private void Feed(bool withRings, CancellationToken cancellation)
    {
        MarketplaceSimulator simulator = new(Options, Engine.Definition);
        RingDetector detector = new(Engine.Log, Engine.Definitions);
        long nextRun = withRings ? Start.Microseconds + DayMicroseconds : long.MaxValue;
        int made;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            EventBatch batch = new(Engine.Definition);
            made = simulator.Next(batch, EventsPerBatch);
            if (made > 0)
            {
                Submit(batch);
            }

            foreach (AbuseLabel label in simulator.TakeLabels())
            {
                Truth[label.EventId] = label;
            }

            if (Now.Microseconds >= nextRun)
            {
                Engine.DirectAsync(
                    RingDirective.Name,
                    RingDirective.Write(Now, detector.Detect(Engine.Definition, null, cancellation)))
                    .GetAwaiter().GetResult();
                nextRun = Now.Microseconds + DayMicroseconds;
            }
        }
        while (made > 0);
    }

    private void Submit(EventBatch batch)
    {
        if (!Engine.TrySubmit(batch, Acknowledgement.Buffered, out Task<SubmitResult> answer))
        {
            throw new InvalidOperationException("The engine refused a batch though none was waiting.");
        }

        answer.GetAwaiter().GetResult();
    }
}
