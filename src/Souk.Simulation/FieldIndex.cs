using Souk.Core.Definition;

namespace Souk.Simulation;

/// <summary>Where the fields of one event type are in the definition; -1 for a field it does not have.</summary>
internal sealed class FieldIndex
{
    private readonly Dictionary<string, int> _byName;

    internal FieldIndex(MarketplaceDefinition definition, string type)
    {
        Type = definition.FindEventType(type)
            ?? throw new ArgumentException(
                $"The definition '{definition.Name}' has no event type '{type}'; the simulator needs the shipped one.");
        _byName = Type.Fields.ToDictionary(f => f.Name, f => f.Index);
        Shopper = Of("shopper");
        Item = Of("item");
        Device = Of("device");
        Ip = Of("ip");
        Creator = Of("creator");
        Seller = Of("seller");
        Card = Of("card");
        Order = Of("order");
        Amount = Of("amount");
    }

    internal EventType Type { get; }

    internal int Shopper { get; }

    internal int Item { get; }

    internal int Device { get; }

    internal int Ip { get; }

    internal int Creator { get; }

    internal int Seller { get; }

    internal int Card { get; }

    internal int Order { get; }

    internal int Amount { get; }

    internal int Of(string field) => _byName.GetValueOrDefault(field, -1);
}
