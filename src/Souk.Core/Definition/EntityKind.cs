namespace Souk.Core.Definition;

/// <summary>A kind of thing that events are about: shoppers, items, cards. Compared by reference.</summary>
public sealed class EntityKind
{
    /// <summary>The name, unique among entity kinds.</summary>
    public required string Name { get; init; }

    /// <summary>Its place in <see cref="MarketplaceDefinition.EntityKinds"/>, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>What its profile can hold, in the order written.</summary>
    public IReadOnlyList<AttributeDefinition> Attributes { get; internal set; } = [];

    /// <summary>An entity is forgotten once no event has named it for this long; null: never.</summary>
    public Duration? Retain { get; init; }

    /// <summary>What it is, in a sentence; null if not said.</summary>
    public string? Description { get; init; }

    /// <summary>The attribute of a name, or null.</summary>
    public AttributeDefinition? FindAttribute(string name) => Attributes.FirstOrDefault(a => a.Name == name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
