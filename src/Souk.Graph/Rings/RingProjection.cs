using System.Runtime.InteropServices;
using System.Text;
using Souk.Cases;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Entities;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Log;

namespace Souk.Graph.Rings;

/// <summary>
/// The rings that runs of the search put into the log, as a projection of it: which ring continues which, since when
/// it is known, who is in one now. A new ring becomes a case. Runs look at the log in the background; since what they
/// found stands in the log too, replay gives the same rings at the same positions. Read it under
/// <see cref="SoukEngine.Read"/>.
/// </summary>
public sealed class RingProjection : IProjection, ICaseSource, ISuspicion
{
    /// <summary>The name of the projection and its arena.</summary>
    public const string ProjectionName = "rings";

    /// <summary>The most rings kept; those not found for longest go first.</summary>
    public const int MaxKept = 10_000;

    /// <summary>How long an entity counts as a member after the newest run that found its ring: 90 days, so that a
    /// ring that rests for a while is not forgiven.</summary>
    public static readonly Duration Standing = Duration.FromDays(90);

    private const int RecordsRoot = 0;
    private const int LastRoot = 1;
    private const int RunRoot = 2;
    private const int RunsRoot = 3;

    private readonly SortedDictionary<long, RingRecord> _rings = [];
    private readonly Dictionary<ulong, (long Until, RingStanding Standing)> _standings = [];
    private readonly Dictionary<ulong, long> _suspects = [];
    private readonly EntityTable _entities;
    private readonly List<CaseDraft> _drafts = [];
    private PagedArray<uint> _records;
    private LogPosition _drafted;
    private LogTime _now;

    internal RingProjection(EntityTable entities)
    {
        _entities = entities;
        Arena = new Arena(ProjectionName);
        _records = PagedArray<uint>.Create(Arena);
        Arena.SetRoot(RecordsRoot, _records.Handle);
    }

    /// <inheritdoc/>
    public Arena Arena { get; }

    /// <summary>The rings known, by number.</summary>
    public IReadOnlyCollection<RingRecord> Rings => _rings.Values;

    /// <summary>How many runs there were.</summary>
    public long Runs => (long)Arena.GetRoot(RunsRoot);

    /// <summary>The log time that the newest run looked at; before all if there was none.</summary>
    public LogTime LastRun => Runs == 0 ? LogTime.BeforeAll : new LogTime((long)Arena.GetRoot(RunRoot));

    /// <summary>What rings say about an entity at a time; allocates nothing.</summary>
    /// <param name="kind">The name of the entity's kind.</param>
    /// <param name="id">Its id, UTF-8.</param>
    /// <param name="now">The log time.</param>
    public RingStanding Find(string kind, ReadOnlySpan<byte> id, LogTime now)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return _standings.Count > 0 && _standings.TryGetValue(KeyOf(kind, id), out var found)
            && now.Microseconds < found.Until ? found.Standing : default;
    }

    /// <inheritdoc/>
    public bool IsEventSuspect => false;

    /// <summary>Members of a ring with strong evidence (see <see cref="RingSuspicion"/>) are suspected from the run
    /// that found it until <see cref="Standing"/> after the last one that did. Allocates nothing.</summary>
    public bool IsSuspect(EntityKind kind, uint subject)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return _suspects.Count > 0
            && _suspects.TryGetValue(KeyOf(kind.Name, _entities.Id(kind.Index, subject)), out long until)
            && _now.Microseconds < until;
    }

    /// <inheritdoc/>
    public void Apply(EventView e)
    {
        ArgumentNullException.ThrowIfNull(e);
        _now = e.Time;
    }

    /// <inheritdoc/>
    public void Apply(Directive directive)
    {
        if (directive.Name != RingDirective.Name || directive.Time == LogTime.BeforeAll
            || RingDirective.Read(directive.Body, out LogTime time) is not IReadOnlyList<Ring> found
            || time < LastRun)
        {
            return;
        }

        _drafts.Clear();
        _drafted = directive.Position;
        foreach (IGrouping<(RingKind, string), Ring> family in found.GroupBy(r => (r.Kind, r.Source)))
        {
            Take([.. family], family.Key, time);
        }

        Arena.SetRoot(RunRoot, (ulong)time.Microseconds);
        Arena.SetRoot(RunsRoot, (ulong)(Runs + 1));
        ForgetOldest();
        MakeStandings();
    }

    /// <inheritdoc/>
    public CaseDraft? DraftFor(EventView e) => null;

    /// <inheritdoc/>
    public IReadOnlyList<CaseDraft> DraftsFor(Directive directive) =>
        directive.Name == RingDirective.Name && directive.Position == _drafted ? _drafts : [];

    /// <inheritdoc/>
    public void Flush()
    {
    }

    /// <inheritdoc/>
    public void Sync()
    {
    }

    /// <inheritdoc/>
    public void Restored()
    {
        _records = PagedArray<uint>.Open(Arena, (uint)Arena.GetRoot(RecordsRoot));
        _rings.Clear();
        for (uint number = 1; number <= Arena.GetRoot(LastRoot); number++)
        {
            if (_records.Get(number) is uint handle and > 0)
            {
                _rings.Add(number, RingDirective.ReadRecord(ArenaText.Read(Arena, handle)));
            }
        }

        MakeStandings();
    }

    /// <inheritdoc/>
    public void Dispose() => Arena.Dispose();

    private static ulong KeyOf(string kind, ReadOnlySpan<byte> id) =>
        StableHash.Of(id, StableHash.Of(MemoryMarshal.AsBytes(kind.AsSpan())));

    private static string[] NamesOf(Ring ring) => [.. ring.Members.Select(m => $"{m.Kind}:{m.Id}")];

    private void Take(Ring[] found, (RingKind Kind, string Source) family, LogTime time)
    {
        long[] numbers = Dense.RingTracker.Match(
            [.. _rings.Values.Where(r => (r.Ring.Kind, r.Ring.Source) == family)
                .Select(r => (r.Number, (IReadOnlyCollection<string>)NamesOf(r.Ring)))],
            [.. found.Select(NamesOf)]);
        for (int i = 0; i < found.Length; i++)
        {
            RingRecord? known = numbers[i] == 0 ? null : _rings[numbers[i]];
            long number = known?.Number ?? (long)Arena.GetRoot(LastRoot) + 1;
            Ring ring = found[i] with { Number = number };
            if (known is null)
            {
                Arena.SetRoot(LastRoot, (ulong)number);
            }

            if (known is null || ring.Members.Except(known.Ring.Members).Any())
            {
                _drafts.Add(DraftOf(ring));
            }

            Keep(new RingRecord(number, ring, known?.FoundFirst ?? time, time, (known?.Runs ?? 0) + 1));
        }
    }

    // What a ring costs is not known from its acts; a person sets the priority.
    private static CaseDraft DraftOf(Ring ring) => new(
        "ring", $"ring {ring.Number}", $"ring {ring.Number}: {ring.Evidence}",
        [.. ring.Members.Concat(ring.Targets).Take(CaseRecord.MaxParts).Select(m => new CaseSubject(m.Kind, m.Id))],
        [ring.Evidence], 0, ProjectionName);

    private void Keep(RingRecord record)
    {
        uint old = _records.Get((uint)record.Number);
        uint made = ArenaText.Write(Arena, RingDirective.WriteRecord(record));
        _records.At((uint)record.Number) = made;
        if (old != 0)
        {
            ArenaText.Free(Arena, old);
        }

        _rings[record.Number] = record;
    }

    private void ForgetOldest()
    {
        foreach (RingRecord record in _rings.Values.OrderBy(r => r.FoundLast).ThenBy(r => r.Number)
            .Take(Math.Max(0, _rings.Count - MaxKept)).ToArray())
        {
            ArenaText.Free(Arena, _records.Get((uint)record.Number));
            _records.At((uint)record.Number) = 0;
            _rings.Remove(record.Number);
        }
    }

    // Made from the records alone, so that a restart gives the same.
    private void MakeStandings()
    {
        _standings.Clear();
        _suspects.Clear();
        foreach (RingRecord record in _rings.Values)
        {
            long until = record.FoundLast.Microseconds + Standing.Microseconds;
            bool isStrong = RingSuspicion.IsStrong(record.Ring);
            RingStanding standing = new(record.Number, record.Ring.Score, record.Ring.Members.Count);
            foreach (RingMember member in record.Ring.Members)
            {
                ulong key = KeyOf(member.Kind, Encoding.UTF8.GetBytes(member.Id));
                if (isStrong)
                {
                    _suspects[key] = Math.Max(until, _suspects.GetValueOrDefault(key));
                }

                bool isStronger = !_standings.TryGetValue(key, out var other)
                    || (until, standing.Score).CompareTo((other.Until, other.Standing.Score)) > 0;
                if (isStronger)
                {
                    _standings[key] = (until, standing);
                }
            }
        }
    }
}
