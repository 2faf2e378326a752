using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Features.Engine;
using Souk.Log;
using Souk.Recommend.Interactions;
using Souk.Recommend.Models;
using Souk.Simulation;

namespace Souk.Bench.Recommend;

/// <summary>The log of a simulated marketplace under the shipped definition.</summary>
internal static class SimulatedLog
{
    private const int EventsPerBatch = 2_000;

    /// <summary>Makes it.</summary>
    internal static SoukEngine Open(string folder, SimulationOptions market, CancellationToken cancellation)
    {
        SoukEngine engine = SoukEngine.Open(
            new EngineOptions
            {
                Folder = folder,
                DefinitionText = DefinitionLoader.ShippedText,
                Projections =
                [
                    new FeatureEngineFactory(), new InteractionProjectionFactory(), new RankerProjectionFactory(),
                ],
                SnapshotOnClose = false,
            },
            cancellation: cancellation);
        MarketplaceSimulator simulator = new(market, engine.Definition);
        while (true)
        {
            EventBatch batch = new(engine.Definition);
            if (simulator.Next(batch, EventsPerBatch) == 0)
            {
                return engine;
            }

            if (!engine.TrySubmit(batch, Acknowledgement.Buffered, out Task<SubmitResult> answer))
            {
                throw new InvalidOperationException("The engine's queue is full though every batch was awaited.");
            }

            answer.GetAwaiter().GetResult();
        }
    }
}
