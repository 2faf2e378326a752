using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Log;

namespace Souk.Server.Diagnosis;

/// <summary>What the newest events of a log are and whom they name.</summary>
internal sealed class RecentTraffic
{
    /// <summary>How many of the newest positions are looked at: some seconds of heavy traffic, a fifth of a second of
    /// reading.</summary>
    internal const int Span = 100_000;

    private readonly Dictionary<string, long> _types = [];
    private readonly Dictionary<EntityKind, Dictionary<string, long>> _entities = [];
    private readonly Dictionary<EntityKind, long> _named = [];

    internal RecentTraffic(SoukEngine engine, CancellationToken cancellation)
    {
        LogPosition from = new(Math.Max(engine.Log.FirstPosition.Value, engine.LastPosition.Value - Span + 1));
        new LogReplayer(engine.Log, engine.Definitions).Look(engine.Definition, from, Count, cancellation);
    }

    /// <summary>How many events there were.</summary>
    internal long Events { get; private set; }

    /// <summary>Event types, the most frequent first.</summary>
    internal IEnumerable<(string Type, long Events)> Types =>
        _types.OrderByDescending(t => t.Value).Select(t => (t.Key, t.Value));

    /// <summary>For each kind its entity that most events name, and the share of the kind's events.</summary>
    internal IEnumerable<(EntityKind Kind, string Id, long Events, double Share)> Hottest =>
        from kind in _entities
        let top = kind.Value.MaxBy(e => e.Value)
        select (kind.Key, top.Key, top.Value, top.Value / (double)_named[kind.Key]);

    /// <summary>How many times events named an entity of a kind.</summary>
    internal long NamedOf(EntityKind kind) => _named.GetValueOrDefault(kind);

    /// <summary>How many entities of a kind were named.</summary>
    internal int CountOf(EntityKind kind) =>
        _entities.TryGetValue(kind, out Dictionary<string, long>? of) ? of.Count : 0;

    /// <summary>Some entities that were named, of all kinds in turn.</summary>
    internal IEnumerable<(EntityKind Kind, string Id)> Sample(int perKind) =>
        from kind in _entities
        from id in kind.Value.Keys.Order(StringComparer.Ordinal)
            .Where((_, i) => i % Math.Max(1, kind.Value.Count / perKind) == 0).Take(perKind)
        select (kind.Key, id);

    private void Count(EventView e)
    {
        Events++;
        _types[e.Type.Name] = _types.GetValueOrDefault(e.Type.Name) + 1;
        foreach (FieldDefinition field in e.Type.EntityFields)
        {
            if (!e.Has(field.Index))
            {
                continue;
            }

            EntityKind kind = field.Type.Entity!;
            if (!_entities.TryGetValue(kind, out Dictionary<string, long>? of))
            {
                of = [];
                _entities.Add(kind, of);
            }

            string id = Encoding.UTF8.GetString(e.Text(field.Index));
            of[id] = of.GetValueOrDefault(id) + 1;
            _named[kind] = _named.GetValueOrDefault(kind) + 1;
        }
    }
}
