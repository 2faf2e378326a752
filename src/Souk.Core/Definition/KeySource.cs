namespace Souk.Core.Definition;

/// <summary>Where one event type has one part of a feature's key.</summary>
/// <param name="EventType">The event type.</param>
/// <param name="Field">The field that holds the part, or that names the entity whose profile does.</param>
/// <param name="Attribute">The attribute of that profile, or null if the field itself is the part.</param>
public sealed record KeySource(EventType EventType, FieldDefinition Field, AttributeDefinition? Attribute);
