using System.Text.Json;
using Souk.Core.Events;

namespace Souk.Simulation.Tests;

/// <summary>A whole run, read back from its JSON form, so that tests see what a marketplace would send.</summary>
internal sealed class SimulatedRun
{
    private readonly Dictionary<string, AbuseLabel> _labels;

    internal SimulatedRun(SimulationOptions options)
    {
        MarketplaceSimulator simulator = new(options);
        EventBatch batch = new(simulator.Definition);
        using MemoryStream json = new();
        using EventJsonWriter writer = new(simulator.Definition, json);
        while (simulator.Next(batch, 5_000) > 0)
        {
            json.SetLength(0);
            writer.Write(batch);
            batch.Clear();
            ReadOnlyMemory<byte> rest = json.ToArray();
            for (int end = rest.Span.IndexOf((byte)'\n'); end >= 0; end = rest.Span.IndexOf((byte)'\n'))
            {
                Events.Add(new RunEvent(JsonSerializer.Deserialize<JsonElement>(rest.Span[..end])));
                rest = rest[(end + 1)..];
            }
        }

        _labels = simulator.TakeLabels().ToDictionary(l => l.EventId);
    }

    internal List<RunEvent> Events { get; } = [];

    internal IReadOnlyDictionary<string, AbuseLabel> Labels => _labels;

    internal IEnumerable<RunEvent> Of(string type) => Events.Where(e => e.Type == type);

    internal bool IsAbuse(RunEvent e) => _labels.ContainsKey(e.Id);

    internal AbusePattern PatternOf(RunEvent e) =>
        _labels.TryGetValue(e.Id, out AbuseLabel label) ? label.Pattern : AbusePattern.None;
}
