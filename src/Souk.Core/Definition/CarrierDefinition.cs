namespace Souk.Core.Definition;

/// <summary>A kind of thing that joins subjects when they share it: a device, a card, an address, an IP.</summary>
public sealed class CarrierDefinition
{
    /// <summary>The weight of sharing one when nothing is said.</summary>
    public const int DefaultWeight = 1;

    /// <summary>The hub limit when nothing is said: a large family or a small office still links.</summary>
    public const int DefaultHub = 20;

    /// <summary>The entity kind.</summary>
    public required EntityKind Kind { get; init; }

    /// <summary>Its place among the carriers, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>How much sharing one of it counts, 1 to 100. Default <see cref="DefaultWeight"/>.</summary>
    public int Weight { get; init; } = DefaultWeight;

    /// <summary>One with more subjects than this is a hub (public Wi-Fi, a shared office) and joins nobody, until no
    /// more than half as many are left. 2 to 1,000. Default <see cref="DefaultHub"/>.</summary>
    public int Hub { get; init; } = DefaultHub;

    /// <summary>A subject's tie to it ends after this long without an event that names both. Null: never.</summary>
    public Duration? TimeToLive { get; init; }

    /// <summary>What it is evidence of: carriers of one group are not independent of each other. Default the kind's
    /// name.</summary>
    public required string Group { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Kind.Name;
}
