using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Features.Engine;
using Souk.Features.Sources;

namespace Souk.Features.Reading;

/// <summary>
/// Reads chosen feature columns for the keys that an event has, as of that event: for training rows and decisions, on
/// the sequencer's thread right after the event was applied. A column whose key the event lacks is missing. No
/// allocation but for texts and lists. Not safe for concurrent use.
/// </summary>
public sealed class EventFeatureReader
{
    private readonly EventType _type;
    private readonly ColumnSet _columns;
    private readonly EventSource[][] _keys;

    internal EventFeatureReader(FeatureEngine engine, EventType type, IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(columns);
        _type = type;
        Columns = [.. columns];
        _columns = new ColumnSet(engine, columns, type);
        _keys = [.. _columns.KeyParts.Select((k, i) => k.Select(p => Source(p, _columns.KeyOwners[i])).ToArray())];
    }

    /// <summary>The columns, in the order of the values.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Reads the columns.</summary>
    /// <param name="e">The event that was applied last, of the reader's type.</param>
    /// <param name="values">Where the values go, one a column.</param>
    public void Read(EventView e, Span<FeatureValue> values)
    {
        ArgumentNullException.ThrowIfNull(e);
        if (e.Type != _type)
        {
            throw new ArgumentException($"The reader is for events '{_type}', not '{e.Type}'.", nameof(e));
        }

        for (int key = 0; key < _keys.Length; key++)
        {
            _columns.States[key] = ReadKey(e, _keys[key], _columns.Keys[key]) ? KeyState.Known : KeyState.Absent;
        }

        _columns.Read(values);
        for (int key = 0; key < _keys.Length; key++)
        {
            Release(e, _keys[key], _columns.Keys[key]);
        }
    }

    // The text of a key is numbered for the read; a number of 0 means it was not.
    private static bool ReadKey(EventView e, EventSource[] parts, long[] key)
    {
        bool isWhole = true;
        for (int part = 0; part < parts.Length; part++)
        {
            if (!parts[part].TryRead(e, out key[part]))
            {
                isWhole = false;
                key[part] = 0;
            }
        }

        return isWhole;
    }

    private static void Release(EventView e, EventSource[] parts, long[] key)
    {
        for (int part = 0; part < parts.Length; part++)
        {
            if (parts[part].MustRelease && key[part] != 0)
            {
                e.Entities.Release(e.Entities.TextKind, (uint)key[part]);
            }
        }
    }

    private static FieldDefinition[] FieldsOf(EventType type, Souk.Core.Definition.ValueType kind) =>
        [.. type.EntityFields.Where(f => f.Type == kind)];

    private EventSource Source(KeyPart part, FeatureDefinition feature) =>
        EventColumns.SourceOf(_type, part) is KeySource source
            ? SourceCompiler.Key(source)
            : throw new ArgumentException(FieldsOf(_type, part.Type).Length == 0
                ? $"Events '{_type}' do not have the key {part.Name} of '{feature}'."
                : $"Events '{_type}' have several fields of kind {part.Name}; '{feature}' does not say which.");
}
