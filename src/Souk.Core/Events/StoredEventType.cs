using Souk.Core.Definition;
using ValueType = Souk.Core.Definition.ValueType;

namespace Souk.Core.Events;

/// <summary>How the records of one event type were encoded, and where each stored field goes in the definition that
/// reads them. A field that the reading definition does not have, or has with another type, is left out.</summary>
internal sealed class StoredEventType
{
    private StoredEventType(EventType? target, ValueKind[] kinds, int[] targetFields, bool identical)
    {
        Target = target;
        Kinds = kinds;
        TargetFields = targetFields;
        Identical = identical;
    }

    /// <summary>The type in the reading definition, or null if it has none of that name.</summary>
    internal EventType? Target { get; }

    /// <summary>The kinds of the stored fields.</summary>
    internal ValueKind[] Kinds { get; }

    /// <summary>For each stored field its index in the reading type, or -1.</summary>
    internal int[] TargetFields { get; }

    /// <summary>Whether stored and reading fields are the same, in the same order.</summary>
    internal bool Identical { get; }

    /// <summary>Maps all types of the definition that records were encoded with to the one that reads them.</summary>
    /// <param name="stored">The definition that records were encoded with.</param>
    /// <param name="reading">The definition that reads them.</param>
    /// <param name="only">The types of it that are read, or null for all.</param>
    internal static StoredEventType[] Map(
        MarketplaceDefinition stored, MarketplaceDefinition reading, IReadOnlySet<EventType>? only = null)
    {
        EventType? Target(EventType type) =>
            reading.FindEventType(type.Name) is EventType found && (only is null || only.Contains(found))
                ? found : null;

        return [.. stored.EventTypes.Select(type => Map(type, Target(type)))];
    }

    private static StoredEventType Map(EventType stored, EventType? reading)
    {
        int[] fields = new int[stored.Fields.Count];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = reading is null ? -1 : Find(stored.Fields[i], reading);
        }

        bool identical = reading is not null && reading.Fields.Count == fields.Length;
        for (int i = 0; i < fields.Length; i++)
        {
            identical &= fields[i] == i;
        }

        return new StoredEventType(reading, [.. stored.Fields.Select(f => f.Type.Kind)], fields, identical);
    }

    private static int Find(FieldDefinition stored, EventType reading)
    {
        foreach (FieldDefinition field in reading.Fields)
        {
            if (field.Name == stored.Name)
            {
                return SameType(field.Type, stored.Type) ? field.Index : -1;
            }
        }

        return -1;
    }

    private static bool SameType(ValueType a, ValueType b) =>
        a.Kind == b.Kind && a.Entity?.Name == b.Entity?.Name
        && (a.Element is null ? b.Element is null : b.Element is not null && SameType(a.Element, b.Element));
}
