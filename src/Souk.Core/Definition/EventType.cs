namespace Souk.Core.Definition;

/// <summary>A type of event: its fields, and what it changes in profiles. Compared by reference.</summary>
public sealed class EventType
{
    private readonly IReadOnlyList<FieldDefinition> _fields = [];

    /// <summary>The name, unique among event types.</summary>
    public required string Name { get; init; }

    /// <summary>Its place in <see cref="MarketplaceDefinition.EventTypes"/>, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The fields, in the order written; at most 64.</summary>
    public IReadOnlyList<FieldDefinition> Fields
    {
        get => _fields;
        init
        {
            _fields = value;
            FieldsWithDefault = [.. value.Where(f => f.Default is not null)];
            EntityFields = [.. value.Where(f => f.Type.Kind == ValueKind.Entity)];
            FieldMask = value.Count == 64 ? ulong.MaxValue : (1UL << value.Count) - 1;
        }
    }

    /// <summary>The fields that intake fills in when the sender gives nothing.</summary>
    public IReadOnlyList<FieldDefinition> FieldsWithDefault { get; private init; } = [];

    /// <summary>The fields that refer to one entity each, in the order written.</summary>
    public IReadOnlyList<FieldDefinition> EntityFields { get; private init; } = [];

    /// <summary>One bit for each field, by its index.</summary>
    public ulong FieldMask { get; private init; }

    /// <summary>The field that gives the event's own time where the sender gives none, or null.</summary>
    public FieldDefinition? TimeField { get; init; }

    /// <summary>What the event changes in the profiles of the entities that it names.</summary>
    public IReadOnlyList<ProfileUpdate> Updates { get; internal set; } = [];

    /// <summary>What it is, in a sentence; null if not said.</summary>
    public string? Description { get; init; }

    /// <summary>The field of a name, or null.</summary>
    public FieldDefinition? FindField(string name) => Fields.FirstOrDefault(f => f.Name == name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
