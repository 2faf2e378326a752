using System.Text;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Log;

namespace Souk.Features.Tests.Market;

/// <summary>One event of the small market.</summary>
internal sealed record MarketEvent
{
    internal required string Type { get; init; }

    internal required string Id { get; init; }

    internal required long Time { get; init; }

    internal required string Shopper { get; init; }

    internal required string Item { get; init; }

    internal string? Device { get; init; }

    internal string Category { get; init; } = "";

    internal string Seller { get; init; } = "";

    internal double? Seconds { get; init; }

    internal string? Query { get; init; }

    internal Money Amount { get; init; }

    internal long Quantity { get; init; }

    internal bool Gift { get; init; }

    internal void Encode(EventEncoder encoder, MarketplaceDefinition definition, EventBatch batch)
    {
        EventType type = definition.FindEventType(Type)!;
        encoder.Begin(type, Encoding.UTF8.GetBytes(Id), new LogTime(Time));
        foreach (FieldDefinition field in type.Fields)
        {
            Set(encoder, field);
        }

        encoder.End(batch, new LogTime(Time));
    }

    private void Set(EventEncoder encoder, FieldDefinition field)
    {
        string? text = field.Name switch
        {
            "shopper" => Shopper,
            "item" => Item,
            "device" => Device,
            "category" => Category,
            "seller" => Seller,
            "query" => Query,
            _ => null,
        };
        if (text != null)
        {
            encoder.SetText(field.Index, text);
        }
        else if (field.Name == "seconds" && Seconds is double seconds)
        {
            encoder.SetNumber(field.Index, seconds);
        }
        else if (field.Name == "amount")
        {
            encoder.SetMoney(field.Index, Amount);
        }
        else if (field.Name == "quantity")
        {
            encoder.SetWhole(field.Index, Quantity);
        }
        else if (field.Name == "gift")
        {
            encoder.SetFlag(field.Index, Gift);
        }
    }
}
