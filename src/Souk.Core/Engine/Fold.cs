using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Souk.Core.Definition;
using Souk.Core.Engine.Answers;
using Souk.Core.Entities;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Log;

namespace Souk.Core.Engine;

/// <summary>
/// The whole state that is computed from the log under one definition: entities, profiles, event ids and the
/// projections. Live serving, restart, back-fill, training and as-of reads all run this class over the log's records.
/// </summary>
public sealed class Fold : IDisposable
{
    private const int PositionRoot = 16;
    private const int TimeRoot = 17;

    private readonly Arena _entityArena = new("entities");
    private readonly EventIdIndex _ids;
    private readonly ProfileUpdater _profileUpdater;
    private EventView _event;
    private EventView _next;
    private LogPosition _foreseen;
    private bool _isForeseenKnown;

    /// <summary>Makes the state before the first event.</summary>
    /// <param name="definition">The definition to read the log under.</param>
    /// <param name="factories">The projections to run, in the order in which they see each event.</param>
    /// <param name="folder">Where projections may keep side files, one folder each, or null for none.</param>
    public Fold(MarketplaceDefinition definition, IReadOnlyList<IProjectionFactory> factories, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(factories);
        Definition = definition;
        Entities = new EntityTable(_entityArena, definition.EntityKinds.Count);
        Profiles = new ProfileStore(_entityArena, definition, Entities);
        _ids = new EventIdIndex(definition.IdHorizon);
        _event = new EventView(Entities, Profiles, definition);
        _next = new EventView(Entities, Profiles, definition);
        _profileUpdater = new ProfileUpdater(definition, Profiles);
        Projections = [];
        List<IProjection> projections = [];
        try
        {
            foreach (IProjectionFactory factory in factories)
            {
                string? own = folder is null ? null : Path.Combine(folder, factory.Name);
                projections.Add(
                    factory.Create(new ProjectionContext(definition, Entities, Profiles, own, [.. projections])));
            }
        }
        catch
        {
            Projections = projections;
            Dispose();
            throw;
        }

        Projections = projections;
        Time = LogTime.BeforeAll;
    }

    /// <summary>The definition the log is read under.</summary>
    public MarketplaceDefinition Definition { get; }

    /// <summary>Who numbers entities and texts.</summary>
    public EntityTable Entities { get; }

    /// <summary>The profiles.</summary>
    public ProfileStore Profiles { get; }

    /// <summary>The projections.</summary>
    public IReadOnlyList<IProjection> Projections { get; }

    /// <summary>The position of the last record applied.</summary>
    public LogPosition Position { get; private set; }

    /// <summary>The log time of the last record applied.</summary>
    public LogTime Time { get; private set; }

    /// <summary>How many event ids are known within the horizon.</summary>
    public uint KnownEventIds => _ids.Count;

    /// <summary>The arenas that hold the state, for snapshots and comparisons.</summary>
    public IEnumerable<Arena> Arenas => [_entityArena, _ids.Arena, .. Projections.Select(p => p.Arena)];

    /// <summary>The projection whose answers outlast the definition, or null.</summary>
    internal IAnswering? Answering => Projections.OfType<IAnswering>().FirstOrDefault();

    /// <summary>The newest log time that was admitted; a stamp before it counts as it.</summary>
    internal LogTime AdmittedTime { get; private set; } = LogTime.BeforeAll;

    /// <summary>Whether an event id was seen within the horizon.</summary>
    public bool Knows(ReadOnlySpan<byte> eventId) => _ids.Contains(eventId);

    /// <summary>Finds the projection of a type.</summary>
    public T Projection<T>()
        where T : class, IProjection =>
        Projections.OfType<T>().Single();

    /// <summary>Called with every event after the profiles and projections took it in; for training sets, explanations
    /// and decisions. The view is valid during the call.</summary>
    public Action<EventView>? Applied { get; set; }

    /// <summary>The event types that are applied; the others only have their ids and log times noted. Null (the
    /// default) for all.</summary>
    internal IReadOnlySet<EventType>? Only { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IProjection projection in Projections)
        {
            projection.Dispose();
        }

        _ids.Dispose();
        _entityArena.Dispose();
    }

    /// <summary>Admits a record: gives its log time, and whether its id was seen before (then where; else position
    /// zero). Admit comes before <see cref="Apply"/>, in log order, once a record.</summary>
    internal LogPosition Admit(ReadOnlySpan<byte> record, LogPosition position, out LogTime time)
    {
        EventHead head = EventFormat.ReadHead(record);
        time = head.StampedTime > AdmittedTime ? head.StampedTime : AdmittedTime;
        LogPosition first = _ids.FindOrAdd(record.Slice(head.IdStart, head.IdLength), position, time);
        if (first == LogPosition.Zero)
        {
            AdmittedTime = time;
        }

        return first;
    }

    /// <summary>Applies an admitted record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="next">The record after it in the same batch, so that what it needs can be fetched from memory
    /// meanwhile; empty if there is none.</param>
    /// <param name="types">The types of the batch.</param>
    /// <param name="position">The record's position.</param>
    /// <param name="time">Its log time.</param>
    internal void Apply(
        ReadOnlySpan<byte> record, ReadOnlySpan<byte> next, StoredEventType[] types, LogPosition position, LogTime time)
    {
        Position = position;
        Time = time;
        Profiles.ForgetIdle(time);
        bool isKnown = Load(record, types, position, time);
        bool hasNext = !next.IsEmpty && Foresee(next, types, position.Next);
        if (!isKnown)
        {
            return;
        }

        _event.AcquireEntities();
        _profileUpdater.Apply(_event);
        if (hasNext)
        {
            _next.PrefetchBlocks();
        }

        foreach (IProjection projection in Projections)
        {
            projection.Apply(_event);
        }

        Applied?.Invoke(_event);
        _event.ReleaseEntities();
        if (hasNext)
        {
            _next.PrefetchProfiles();
        }
    }

    /// <summary>Applies a directive. Its log time is that of the newest event before it, unless that event is
    /// gone.</summary>
    internal void Direct(string name, ReadOnlySpan<byte> body, LogPosition position, LogTime? time = null)
    {
        Position = position;
        Directive directive = new(name, body, position, time ?? Time);
        foreach (IProjection projection in Projections)
        {
            projection.Apply(directive);
        }
    }

    /// <summary>Passes over a position that holds no event of the marketplace, such as a change of definition or a
    /// duplicate.</summary>
    internal void Skip(LogPosition position)
    {
        Position = position;
        _foreseen = LogPosition.Zero;
    }

    /// <summary>Admits and applies the records of a stored batch that come after the fold's position, up to a last
    /// one.</summary>
    internal void Replay(ReadOnlySpan<byte> records, StoredEventType[] types, LogPosition first, LogPosition last)
    {
        List<AdmittedRecord> admitted = [];
        LogPosition start = Position >= first ? Position.Next : first;
        AdmitAll(records, 0, first, Position, last, latest: null, admitted);
        ApplyAll(records, admitted, types, start);
    }

    /// <summary>Admits the records of a stored batch that come after a position, up to a last one, or until one's log
    /// time is past the latest asked for. Nothing but the event ids and <see cref="AdmittedTime"/> changes, so that
    /// another thread may apply what was admitted before.</summary>
    /// <param name="bytes">Bytes that end with the batch.</param>
    /// <param name="at">Where the batch begins in them.</param>
    /// <param name="first">The position of its first record.</param>
    /// <param name="after">The position after which records are admitted.</param>
    /// <param name="last">The last position to admit.</param>
    /// <param name="latest">The latest log time to admit, or null.</param>
    /// <param name="admitted">Where the records go.</param>
    /// <returns>False if such a time was met: the record and what follows it were left alone.</returns>
    internal bool AdmitAll(
        ReadOnlySpan<byte> bytes, int at, LogPosition first, LogPosition after, LogPosition last, LogTime? latest,
        List<AdmittedRecord> admitted)
    {
        for (LogPosition position = first; at < bytes.Length && position <= last; position = position.Next)
        {
            ReadOnlySpan<byte> record = RecordAt(bytes, at);
            if (record.IsEmpty)
            {
                throw new InvalidDataException(
                    $"The record at position {position} does not end within its batch, {bytes.Length} bytes long.");
            }

            int start = at;
            at += record.Length;
            if (position <= after)
            {
                continue;
            }

            if (latest is LogTime end && EventFormat.ReadHead(record).StampedTime > end)
            {
                return false;
            }

            if (RecordAt(bytes, at) is { IsEmpty: false } next)
            {
                _ids.Prefetch(EventFormat.IdOf(next));
            }

            bool isNew = Admit(record, position, out LogTime time) == LogPosition.Zero;

            // The log time of a duplicate that the log holds counts: the definition that took it had a shorter id
            // horizon, and the next event could come before the end of the log.
            AdmittedTime = time;
            admitted.Add(new AdmittedRecord(start, record.Length, time, isNew));
        }

        return true;
    }

    /// <summary>Applies admitted records.</summary>
    /// <param name="bytes">The bytes that hold them.</param>
    /// <param name="records">The records.</param>
    /// <param name="types">Their types.</param>
    /// <param name="first">The position of the first.</param>
    internal void ApplyAll(
        ReadOnlySpan<byte> bytes, List<AdmittedRecord> records, StoredEventType[] types, LogPosition first)
    {
        ReadOnlySpan<AdmittedRecord> all = CollectionsMarshal.AsSpan(records);
        for (int i = 0; i < all.Length; i++)
        {
            LogPosition position = new(first.Value + i);
            if (all[i].IsNew)
            {
                AdmittedRecord next = i + 1 < all.Length ? all[i + 1] : default;
                Apply(
                    bytes.Slice(all[i].Start, all[i].Length), bytes.Slice(next.Start, next.Length), types, position,
                    all[i].Time);
            }
            else
            {
                Time = all[i].Time;
                Skip(position);
            }
        }
    }

    // The whole record that starts at a place; empty where there is none, which the loop over the records reports.
    private static ReadOnlySpan<byte> RecordAt(ReadOnlySpan<byte> records, int at)
    {
        if (records.Length - at < EventFormat.LengthBytes)
        {
            return default;
        }

        int length = EventFormat.LengthBytes + BinaryPrimitives.ReadInt32LittleEndian(records[at..]);
        return length < EventFormat.LengthBytes || length > records.Length - at ? default : records.Slice(at, length);
    }

    private bool Load(ReadOnlySpan<byte> record, StoredEventType[] types, LogPosition position, LogTime time)
    {
        if (_foreseen != position)
        {
            return _event.Load(record, types, position, time);
        }

        _foreseen = LogPosition.Zero;
        (_event, _next) = (_next, _event);
        if (_isForeseenKnown)
        {
            _event.Stamp(time);
            _event.PrefetchNeighbours();
        }

        return _isForeseenKnown;
    }

    // Loads a record ahead of its turn and starts to fetch what it needs. Nothing of this changes the state.
    private bool Foresee(ReadOnlySpan<byte> record, StoredEventType[] types, LogPosition position)
    {
        _foreseen = position;
        _isForeseenKnown = _next.Load(record, types, position, LogTime.BeforeAll);
        if (_isForeseenKnown)
        {
            _next.PrefetchBuckets();
        }

        return _isForeseenKnown;
    }

    /// <summary>Writes position and time into the state; called before a snapshot.</summary>
    internal void Seal()
    {
        _entityArena.SetRoot(PositionRoot, (ulong)Position.Value);
        _entityArena.SetRoot(TimeRoot, (ulong)AdmittedTime.Microseconds);
        foreach (IProjection projection in Projections)
        {
            projection.Flush();
        }
    }

    /// <summary>Opens the state after its arenas were filled from a snapshot.</summary>
    internal void Restored()
    {
        Position = new LogPosition((long)_entityArena.GetRoot(PositionRoot));
        Time = AdmittedTime = new LogTime((long)_entityArena.GetRoot(TimeRoot));
        Entities.Open();
        Profiles.Open();
        _ids.Restored();
        foreach (IProjection projection in Projections)
        {
            projection.Restored();
        }
    }
}
