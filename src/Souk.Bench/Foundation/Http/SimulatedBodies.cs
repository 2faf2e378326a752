using Souk.Core.Events;
using Souk.Simulation;

namespace Souk.Bench.Foundation.Http;

/// <summary>Simulated events as NDJSON.</summary>
internal sealed class SimulatedBodies(SimulationOptions options)
{
    private readonly MarketplaceSimulator _simulator = new(options);

    /// <summary>The next events.</summary>
    internal byte[] Next(int count)
    {
        EventBatch batch = new(_simulator.Definition);
        _simulator.Next(batch, count);
        _simulator.TakeLabels();
        using MemoryStream body = new();
        using EventJsonWriter writer = new(_simulator.Definition, body);
        writer.Write(batch);
        return body.ToArray();
    }
}
