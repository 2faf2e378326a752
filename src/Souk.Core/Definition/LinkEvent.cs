namespace Souk.Core.Definition;

/// <summary>An event type that ties subjects to carriers, or that says a subject is bad.</summary>
public sealed class LinkEvent
{
    /// <summary>The event type.</summary>
    public required EventType Type { get; init; }

    /// <summary>The fields that name the subjects.</summary>
    public required IReadOnlyList<FieldDefinition> Subjects { get; init; }

    /// <summary>The condition that an event must meet to count, in CEL; null for every event.</summary>
    public DefinitionExpression? Where { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Type.Name;
}
