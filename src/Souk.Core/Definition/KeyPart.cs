namespace Souk.Core.Definition;

/// <summary>
/// One part of what a feature is kept for: the entity or the scalar that a field of the event holds, or an attribute of
/// the profile of an entity that it names (as of the event, after its own updates). An event in which a part has no
/// value does not count for the feature.
/// </summary>
/// <param name="Name">What the part is: the entity kind's name, or for a scalar the path as written.</param>
/// <param name="Type">Its type: an entity, text, whole number or flag. The same for every event type.</param>
/// <param name="Sources">Where it comes from, for each event type of the feature, in the feature's order.</param>
public sealed record KeyPart(string Name, ValueType Type, IReadOnlyList<KeySource> Sources)
{
    /// <summary>Whether another part keys by the same thing, from whichever events.</summary>
    public bool IsSameKey(KeyPart other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Name == other.Name && Type == other.Type;
    }
}
