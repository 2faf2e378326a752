using System.Globalization;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Log;

namespace Souk.Bench.Foundation;

/// <summary>
/// A seeded stream of encoded events of any definition: event types by weight, entities by a skewed choice out of a
/// population for each kind, every field filled. For speed only; the simulator makes streams that mean something.
/// </summary>
internal sealed class FeatureStream
{
    private const int DefaultWeight = 2;
    private const int DefaultPopulation = 1_000;

    private static readonly Dictionary<string, int> _weights = new()
    {
        ["impression"] = 300,
        ["view"] = 250,
        ["click"] = 120,
        ["search"] = 50,
        ["add_to_cart"] = 50,
        ["login"] = 40,
        ["order_line"] = 40,
        ["order"] = 30,
        ["payment"] = 30,
        ["live_view"] = 20,
        ["video_view"] = 30,
        ["review"] = 10,
        ["payment_failed"] = 5,
        ["sign_up"] = 5,
        ["promote"] = 5,
        ["live_sale"] = 5,
        ["item_listed"] = 5,
    };

    private readonly MarketplaceDefinition _definition;
    private readonly Random _random;
    private readonly EventEncoder _encoder = new();
    private readonly EventType[] _types;
    private readonly long _microsecondsPerEvent;
    private readonly double _scale;
    private long _time = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000;
    private long _count;

    /// <summary>Makes a stream.</summary>
    /// <param name="definition">What events there are.</param>
    /// <param name="shoppers">How many shoppers; other populations follow.</param>
    /// <param name="microsecondsPerEvent">The mean distance of two events in log time.</param>
    /// <param name="seed">The seed.</param>
    internal FeatureStream(MarketplaceDefinition definition, int shoppers, long microsecondsPerEvent, int seed)
    {
        _definition = definition;
        _random = new Random(seed);
        _microsecondsPerEvent = microsecondsPerEvent;
        _scale = shoppers / 100_000.0;
        _types = [.. definition.EventTypes.SelectMany(t =>
            Enumerable.Repeat(t, _weights.GetValueOrDefault(t.Name, DefaultWeight)))];
    }

    /// <summary>The next events as one batch.</summary>
    internal EventBatch Next(int count)
    {
        EventBatch batch = new(_definition);
        for (int i = 0; i < count; i++)
        {
            _time += _random.NextInt64(_microsecondsPerEvent * 2);
            EventType type = _types[_random.Next(_types.Length)];
            _encoder.Begin(
                type,
                System.Text.Encoding.UTF8.GetBytes((++_count).ToString(CultureInfo.InvariantCulture)),
                new LogTime(_time));
            foreach (FieldDefinition field in type.Fields)
            {
                Set(field);
            }

            _encoder.End(batch, new LogTime(_time));
        }

        return batch;
    }

    private void Set(FieldDefinition field)
    {
        switch (field.Type.Kind)
        {
            case ValueKind.Entity:
                _encoder.SetText(field.Index, $"{field.Type.Entity!.Name}-{Pick(Population(field.Type.Entity.Name))}");
                break;
            case ValueKind.Text:
                _encoder.SetText(field.Index, $"{field.Name}-{Pick(40)}");
                break;
            case ValueKind.Number:
                _encoder.SetNumber(field.Index, _random.Next(1, 10_000) / 100.0);
                break;
            case ValueKind.Whole:
                _encoder.SetWhole(field.Index, _random.Next(1, 6));
                break;
            case ValueKind.Money:
                _encoder.SetMoney(field.Index, Money.FromUnits(_random.Next(1, 500) * 10_000L));
                break;
            case ValueKind.Time:
                _encoder.SetTime(field.Index, new LogTime(_time));
                break;
            case ValueKind.Flag:
                _encoder.SetFlag(field.Index, _random.Next(4) > 0);
                break;
        }
    }

    private int Population(string kind) => (int)Math.Max(10, _scale * kind switch
    {
        "shopper" => 100_000,
        "item" => 30_000,
        "device" => 120_000,
        "card" => 60_000,
        "ip" => 80_000,
        "address" => 60_000,
        "order" or "payment" => 1_000_000,
        "seller" => 2_000,
        "creator" => 1_000,
        _ => DefaultPopulation,
    });

    // Skewed: half of the choices fall on an eighth of the population.
    private int Pick(int population)
    {
        double r = _random.NextDouble();
        return (int)(r * r * r * population);
    }
}
