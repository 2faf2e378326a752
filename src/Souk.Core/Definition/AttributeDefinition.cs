namespace Souk.Core.Definition;

/// <summary>One value of an entity's profile. An entity may lack it until an event sets it.</summary>
public sealed class AttributeDefinition
{
    /// <summary>The name, unique within its entity kind.</summary>
    public required string Name { get; init; }

    /// <summary>Its place in <see cref="EntityKind.Attributes"/>, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>What it holds.</summary>
    public required ValueType Type { get; init; }

    /// <summary>What it is, in a sentence; null if not said.</summary>
    public string? Description { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Type}";
}
