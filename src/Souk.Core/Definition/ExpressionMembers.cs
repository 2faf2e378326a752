namespace Souk.Core.Definition;

/// <summary>
/// The names that expressions over events can read. <c>event</c> has the fields of the event and its <c>id</c>,
/// <c>type</c> and <c>time</c> (log time); each field that refers to an entity is a name of its own with the entity's
/// <c>id</c> and the attributes of its profile as of the event, after the event's own updates (in updates: before
/// them).
/// </summary>
public static class ExpressionMembers
{
    /// <summary>The name that stands for the event.</summary>
    public const string EventRoot = "event";

    /// <summary>The names that every event has besides its fields, and their types. No field can have one of
    /// them.</summary>
    public static IReadOnlyDictionary<string, ValueType> EventProperties { get; } = new Dictionary<string, ValueType>
    {
        ["id"] = ValueType.Text,
        ["type"] = ValueType.Text,
        ["time"] = ValueType.Time,
    };

    /// <summary>All names for events of one type.</summary>
    public static IReadOnlyList<ExpressionMember> Of(EventType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        List<ExpressionMember> members = [];
        foreach ((string name, ValueType property) in EventProperties)
        {
            members.Add(new ExpressionMember(EventRoot, name, property, true, null, null));
        }

        foreach (FieldDefinition field in type.Fields)
        {
            members.Add(new ExpressionMember(EventRoot, field.Name, field.Type, field.IsAlwaysPresent, field, null));
        }

        foreach (FieldDefinition field in type.EntityFields)
        {
            members.Add(new ExpressionMember(field.Name, "id", field.Type, field.IsAlwaysPresent, field, null));
            foreach (AttributeDefinition attribute in field.Type.Entity!.Attributes)
            {
                members.Add(new ExpressionMember(field.Name, attribute.Name, attribute.Type, false, field, attribute));
            }
        }

        return members;
    }
}
