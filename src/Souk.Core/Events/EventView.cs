using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Entities;
using Souk.Log;

namespace Souk.Core.Events;

/// <summary>
/// One decoded event, reused for every event of a fold: what projections, conditions and features read. A getter of a
/// field without a value gives zero or nothing; ask <see cref="Has"/> first where that matters. A getter of another
/// kind than the field's is a programmer's error and gives meaningless values.
/// </summary>
public sealed class EventView
{
    private readonly long[] _bits = new long[EventFormat.MaxFields];
    private readonly int[] _lengths = new int[EventFormat.MaxFields];
    private readonly uint[] _entities = new uint[EventFormat.MaxFields];
    private readonly uint[] _hashes = new uint[EventFormat.MaxFields];
    private readonly EntityReference[][] _referencesOfTypes;
    private readonly byte[][] _typeNames;
    private byte[] _record = new byte[1024];
    private int _idStart;
    private int _idLength;
    private ulong _present;
    private bool _isHashed;

    /// <summary>Makes an empty view.</summary>
    /// <param name="entities">The table that numbers the event's entities.</param>
    /// <param name="profiles">The profiles that conditions read through entity references.</param>
    /// <param name="definition">The definition that reads the events.</param>
    public EventView(EntityTable entities, ProfileStore profiles, MarketplaceDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        _typeNames = [.. definition.EventTypes.Select(t => Encoding.UTF8.GetBytes(t.Name))];
        _referencesOfTypes = [.. definition.EventTypes.Select(t =>
            t.EntityFields.Select(f => new EntityReference(f.Index, f.Type.Entity!.Index)).ToArray())];
        Entities = entities;
        Profiles = profiles;
    }

    /// <summary>The event's type.</summary>
    public EventType Type { get; private set; } = null!;

    /// <summary>The name of its type, UTF-8.</summary>
    public ReadOnlySpan<byte> TypeNameUtf8 => _typeNames[Type.Index];

    /// <summary>Where it stands in the log.</summary>
    public LogPosition Position { get; private set; }

    /// <summary>Its log time.</summary>
    public LogTime Time { get; private set; }

    /// <summary>Its own time, as the sender gave it.</summary>
    public LogTime OwnTime { get; private set; }

    /// <summary>Its id, UTF-8.</summary>
    public ReadOnlySpan<byte> Id => _record.AsSpan(_idStart, _idLength);

    /// <summary>Who numbers its entities.</summary>
    public EntityTable Entities { get; }

    /// <summary>The profiles as of this event.</summary>
    public ProfileStore Profiles { get; }

    /// <summary>Whether a field has a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has(int field) => (_present & (1UL << field)) != 0;

    /// <summary>A number field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Number(int field) => BitConverter.Int64BitsToDouble(_bits[field]);

    /// <summary>A whole-number field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Whole(int field) => _bits[field];

    /// <summary>A money field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Money Money(int field) => Souk.Core.Money.FromUnits(_bits[field]);

    /// <summary>A time field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LogTime TimeOf(int field) => new(_bits[field]);

    /// <summary>A flag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Flag(int field) => _bits[field] != 0;

    /// <summary>A scalar field as its 64 bits: a double's bits, a whole number, money units, microseconds, 0 or
    /// 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Bits(int field) => _bits[field];

    /// <summary>A text field or the id of an entity reference, UTF-8. Valid until the next event is loaded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Text(int field) => _record.AsSpan((int)_bits[field], _lengths[field]);

    /// <summary>A text field or the id of an entity reference, as a string.</summary>
    public string TextString(int field) => Encoding.UTF8.GetString(Text(field));

    /// <summary>Whether a text field or entity id equals a UTF-8 constant.</summary>
    public bool TextEquals(int field, byte[] utf8) => Text(field).SequenceEqual(utf8);

    /// <summary>The number of the entity that a reference field names, or 0 if the field has no value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Entity(int field) => _entities[field];

    /// <summary>The elements of a list field.</summary>
    public ListReader List(int field) =>
        new(Text(field), Type.Fields[field].Type.Element!.Kind);

    /// <summary>Shows a request instead of an event: entities and a moment, so that conditions about them are evaluated
    /// by the same programs.</summary>
    /// <param name="type">A type whose fields, four at most, each name an entity.</param>
    /// <param name="entities">Their numbers, one a field; 0 for one that is not known.</param>
    /// <param name="now">The moment.</param>
    public void Show(EventType type, ReadOnlySpan<uint> entities, LogTime now)
    {
        ArgumentNullException.ThrowIfNull(type);
        Type = type;
        Time = now;
        OwnTime = now;
        _present = 0;
        int at = 0;
        for (int i = 0; i < entities.Length; i++)
        {
            ReadOnlySpan<byte> id = entities[i] == 0
                ? default
                : Entities.Id(type.Fields[i].Type.Entity!.Index, entities[i]);
            id.CopyTo(_record.AsSpan(at));
            _entities[i] = entities[i];
            _bits[i] = at;
            _lengths[i] = id.Length;
            _present |= entities[i] == 0 ? 0 : 1UL << i;
            at += id.Length;
        }
    }

    /// <summary>Decodes a record. Entity references have no numbers until <see cref="AcquireEntities"/>.</summary>
    /// <exception cref="InvalidDataException">The record is damaged.</exception>
    /// <returns>False if the reading definition does not know the event's type any more.</returns>
    internal bool Load(ReadOnlySpan<byte> record, StoredEventType[] types, LogPosition position, LogTime time)
    {
        EventHead head = EventFormat.ReadHead(record);
        if ((uint)head.TypeIndex >= (uint)types.Length)
        {
            throw new InvalidDataException(
                $"The record at position {position} has event type {head.TypeIndex}; its definition has " +
                $"{types.Length}.");
        }

        StoredEventType stored = types[head.TypeIndex];
        if (stored.Target is null)
        {
            return false;
        }

        if (_record.Length < record.Length)
        {
            _record = new byte[Math.Max(record.Length, _record.Length * 2)];
        }

        record.CopyTo(_record);
        Type = stored.Target;
        Position = position;
        Time = time;
        _isHashed = false;
        OwnTime = head.OwnTime;
        _idStart = head.IdStart;
        _idLength = head.IdLength;
        try
        {
            DecodeFields(record, head.BodyStart, stored);
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException($"The record at position {position} ends within its fields.", e);
        }

        return true;
    }

    /// <summary>Sets the log time of an event that was loaded before it was known.</summary>
    internal void Stamp(LogTime time) => Time = time;

    /// <summary>Hashes the event's entities, and fetches their buckets into the cache.</summary>
    internal void PrefetchBuckets()
    {
        foreach (EntityReference reference in _referencesOfTypes[Type.Index])
        {
            uint hash = EntityTable.Hash(reference.Kind, Text(reference.Field));
            _hashes[reference.Field] = hash;
            if (Has(reference.Field))
            {
                Entities.PrefetchBucket(hash);
            }
        }

        _isHashed = true;
    }

    /// <summary>Fetches the blocks of the entities.</summary>
    internal void PrefetchBlocks()
    {
        foreach (EntityReference reference in _referencesOfTypes[Type.Index])
        {
            Entities.PrefetchBlock(_hashes[reference.Field]);
        }
    }

    /// <summary>Fetches the profiles of the entities.</summary>
    internal void PrefetchProfiles()
    {
        foreach (EntityReference reference in _referencesOfTypes[Type.Index])
        {
            Entities.PrefetchProfile(_hashes[reference.Field]);
        }
    }

    /// <summary>Fetches what stands beside the profiles in the order of use.</summary>
    internal void PrefetchNeighbours()
    {
        foreach (EntityReference reference in _referencesOfTypes[Type.Index])
        {
            Profiles.PrefetchNeighbours(Entities.PeekProfile(_hashes[reference.Field]));
        }
    }

    /// <summary>Gives every entity reference its number and holds the entities until
    /// <see cref="ReleaseEntities"/>.</summary>
    internal void AcquireEntities()
    {
        if (!_isHashed)
        {
            PrefetchBuckets();
        }

        foreach (EntityReference reference in _referencesOfTypes[Type.Index])
        {
            int field = reference.Field;
            _entities[field] = Has(field) ? Entities.Acquire(reference.Kind, Text(field), _hashes[field]) : 0;
        }
    }

    /// <summary>Lets go of the event's entities; those that nothing else refers to are forgotten.</summary>
    internal void ReleaseEntities()
    {
        foreach (EntityReference reference in _referencesOfTypes[Type.Index])
        {
            if (_entities[reference.Field] is uint number and > 0)
            {
                Entities.Release(reference.Kind, number);
                _entities[reference.Field] = 0;
            }
        }
    }

    private void DecodeFields(ReadOnlySpan<byte> record, int at, StoredEventType stored)
    {
        ValueKind[] kinds = stored.Kinds;
        int presenceBytes = (kinds.Length + 7) / 8;
        ulong storedPresent = 0;
        for (int i = 0; i < presenceBytes; i++)
        {
            storedPresent |= (ulong)record[at++] << (8 * i);
        }

        ulong present = 0;
        for (int i = 0; i < kinds.Length; i++)
        {
            if ((storedPresent & (1UL << i)) == 0)
            {
                continue;
            }

            long bits = DecodeValue(record, ref at, kinds[i], out int length);
            int field = stored.TargetFields[i];
            if (field >= 0)
            {
                present |= 1UL << field;
                _bits[field] = bits;
                _lengths[field] = length;
            }
        }

        // Fields without a value read as zero and empty.
        for (ulong missing = ~present & Type.FieldMask; missing != 0; missing &= missing - 1)
        {
            int field = System.Numerics.BitOperations.TrailingZeroCount(missing);
            _bits[field] = 0;
            _lengths[field] = 0;
        }

        _present = present;
    }

    private static long DecodeValue(ReadOnlySpan<byte> record, ref int at, ValueKind kind, out int length)
    {
        length = 0;
        switch (kind)
        {
            case ValueKind.Text or ValueKind.Entity or ValueKind.List:
                ulong bytes = EventFormat.ReadVarint(record, ref at);
                if (bytes > (ulong)(record.Length - at))
                {
                    throw new InvalidDataException($"An event record has a text of {bytes} bytes past its end.");
                }

                long start = at;
                length = (int)bytes;
                at += length;
                return start;
            case ValueKind.Whole or ValueKind.Money:
                return EventFormat.UnZigZag(EventFormat.ReadVarint(record, ref at));
            case ValueKind.Flag:
                return record[at++];
            default:
                long bits = BinaryPrimitives.ReadInt64LittleEndian(record[at..]);
                at += sizeof(long);
                return bits;
        }
    }

    private readonly record struct EntityReference(int Field, int Kind);
}
