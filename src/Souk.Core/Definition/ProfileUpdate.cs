namespace Souk.Core.Definition;

/// <summary>
/// One attribute that an event sets in the profile of an entity it names. All updates of an event read the profiles as
/// they were before it. An update whose value is missing (an optional field without a value) changes nothing.
/// </summary>
public sealed class ProfileUpdate
{
    /// <summary>The event's field that names the entity.</summary>
    public required FieldDefinition Entity { get; init; }

    /// <summary>The attribute that is set.</summary>
    public required AttributeDefinition Attribute { get; init; }

    /// <summary>The new value.</summary>
    public required DefinitionExpression Value { get; init; }

    /// <summary>The event's field that the value is, where the expression is no more than <c>event.field</c>; its type
    /// is then the attribute's. Null for any other expression.</summary>
    public FieldDefinition? Field { get; init; }
}
