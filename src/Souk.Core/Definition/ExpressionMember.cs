namespace Souk.Core.Definition;

/// <summary>
/// One name that an expression over an event can read: <c>event.amount</c>, <c>item.category</c>, <c>item.id</c>,
/// <c>event.type</c>. All of them for an event type are given by <see cref="ExpressionMembers"/>.
/// </summary>
/// <param name="Root">What stands before the point: <c>event</c>, or the name of a field that refers to an
/// entity.</param>
/// <param name="Name">What stands behind it.</param>
/// <param name="Type">What it holds.</param>
/// <param name="IsAlwaysPresent">Whether it has a value in every event of the type.</param>
/// <param name="Field">The event's field that is read, or that names the entity; null for the id, type and time of the
/// event itself.</param>
/// <param name="Attribute">The attribute that is read, or null.</param>
public sealed record ExpressionMember(
    string Root,
    string Name,
    ValueType Type,
    bool IsAlwaysPresent,
    FieldDefinition? Field,
    AttributeDefinition? Attribute)
{
    /// <summary>As an expression writes it.</summary>
    public string Path => $"{Root}.{Name}";
}
