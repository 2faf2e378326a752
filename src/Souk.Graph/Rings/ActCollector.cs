using System.Text;
using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Graph.Dense;

namespace Souk.Graph.Rings;

/// <summary>Gathers the acts of one event type from a replay, as an edge list with names.</summary>
internal sealed class ActCollector
{
    private readonly EventType _type;
    private readonly FieldDefinition _author;
    private readonly FieldDefinition _target;
    private readonly Dictionary<string, int> _authors = [];
    private readonly Dictionary<string, int> _targets = [];
    private readonly Queue<(int Author, int Target, long Time)> _acts = [];

    private ActCollector(EventType type, FieldDefinition author, FieldDefinition target)
    {
        _type = type;
        _author = author;
        _target = target;
    }

    internal string Source => _type.Name;

    /// <summary>A collector, or null if the definition has no such acts.</summary>
    internal static ActCollector? For(MarketplaceDefinition definition, RingActs acts) =>
        definition.FindEventType(acts.EventType) is EventType type
        && type.FindField(acts.Author) is { Type.Kind: ValueKind.Entity } author
        && type.FindField(acts.Target) is { Type.Kind: ValueKind.Entity } target
            ? new ActCollector(type, author, target)
            : null;

    internal void Take(EventView e, long window)
    {
        if (e.Type != _type)
        {
            return;
        }

        Forget(e.Time.Microseconds - window);
        if (e.Has(_author.Index) && e.Has(_target.Index))
        {
            _acts.Enqueue((
                NumberOf(_authors, e.Text(_author.Index)), NumberOf(_targets, e.Text(_target.Index)),
                e.Time.Microseconds));
        }
    }

    /// <summary>Forgets acts at or before a time.</summary>
    internal void Forget(long until)
    {
        while (_acts.TryPeek(out (int, int, long Time) oldest) && oldest.Time <= until)
        {
            _acts.Dequeue();
        }
    }

    /// <summary>The acts with the authors and targets in their order; each author acts on a target once, at the first
    /// time, since repetition is not agreement.</summary>
    internal EdgeList ToEdges(out RingMember[] authors, out RingMember[] targets)
    {
        Dictionary<(int Author, int Target), long> first = [];
        foreach ((int author, int target, long time) in _acts)
        {
            first.TryAdd((author, target), time);
        }

        authors = [.. _authors.OrderBy(a => a.Value).Select(a => new RingMember(_author.Type.Entity!.Name, a.Key))];
        targets = [.. _targets.OrderBy(t => t.Value).Select(t => new RingMember(_target.Type.Entity!.Name, t.Key))];
        return new EdgeList(
            authors.Length, targets.Length,
            [.. first.Keys.Select(k => k.Author)], [.. first.Keys.Select(k => k.Target)], [.. first.Values]);
    }

    private static int NumberOf(Dictionary<string, int> numbers, ReadOnlySpan<byte> id)
    {
        string name = Encoding.UTF8.GetString(id);
        if (!numbers.TryGetValue(name, out int number))
        {
            number = numbers.Count;
            numbers.Add(name, number);
        }

        return number;
    }
}
