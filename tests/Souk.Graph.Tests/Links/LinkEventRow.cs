using System.Text;
using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Log;

namespace Souk.Graph.Tests.Links;

/// <summary>One event of <see cref="LinkMarket"/>.</summary>
internal sealed record LinkEventRow(string Type, int Number, long Time, string Shopper)
{
    internal string? Device { get; init; }

    internal string? Card { get; init; }

    internal string? Address { get; init; }

    internal string? Ip { get; init; }

    internal bool Success { get; init; } = true;

    internal void Encode(EventEncoder encoder, MarketplaceDefinition definition, EventBatch batch)
    {
        EventType type = definition.FindEventType(Type)!;
        encoder.Begin(type, Encoding.UTF8.GetBytes($"e{Number}"), new LogTime(Time));
        Text(encoder, type, "shopper", Shopper);
        Text(encoder, type, "device", Device);
        Text(encoder, type, "card", Card);
        Text(encoder, type, "address", Address);
        Text(encoder, type, "ip", Ip);
        if (Type == "login")
        {
            encoder.SetFlag(type.FindField("success")!.Index, Success);
        }

        encoder.End(batch, new LogTime(Time));
    }

    private static void Text(EventEncoder encoder, EventType type, string field, string? value)
    {
        if (value is not null && type.FindField(field) is FieldDefinition found)
        {
            encoder.SetText(found.Index, Encoding.UTF8.GetBytes(value));
        }
    }
}
