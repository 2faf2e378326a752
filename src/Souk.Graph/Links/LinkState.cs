using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Entities;
using Souk.Core.State;

namespace Souk.Graph.Links;

/// <summary>The state of the links: ties that come, expire and turn hubs on and off, and what that does to strong links
/// and components. Knows numbers, not events.</summary>
internal sealed class LinkState
{
    /// <summary>The most carriers of one subject; the tie not seen for longest makes room. People have a few of each
    /// kind;
    /// somebody who changes the IP with every event must not make every event slower.</summary>
    internal const int MaxTiesOfSubject = 64;

    private readonly CarrierDefinition[] _carriers;
    private readonly Arena _arena;
    private readonly Components _components;
    private readonly List<uint> _subjects = [];
    private readonly List<uint> _lost = [];

    internal LinkState(Arena arena, EntityTable entities, LinkDefinition definition)
    {
        _arena = arena;
        _carriers = [.. definition.Carriers];
        Graph = new TieGraph(
            arena, entities, [.. definition.SubjectKinds.Select(k => k.Index)],
            [.. _carriers.Select(c => c.Kind.Index)]);
        Strong = new StrongLinks(Graph, definition);
        _components = new Components(arena, Strong);
    }

    internal TieGraph Graph { get; }

    internal StrongLinks Strong { get; }

    /// <summary>The log time that the ties stand at.</summary>
    internal long Time { get; private set; } = long.MinValue;

    /// <summary>Ends the ties whose time is over.</summary>
    internal void AdvanceTo(long time)
    {
        if (time == Time)
        {
            return;
        }

        Time = time;
        foreach (CarrierDefinition carrier in _carriers)
        {
            if (carrier.TimeToLive is Duration life)
            {
                while (Graph.FirstIdle(carrier.Index, time - life.Microseconds) is uint tie and > 0)
                {
                    Untie(tie);
                }
            }
        }
    }

    /// <summary>An event names a subject and a carrier.</summary>
    internal void Tie(int slot, uint subjectNumber, int carrier, uint carrierNumber)
    {
        uint subject = Graph.FindOrAddSubject(slot, subjectNumber);
        uint handle = Graph.FindOrAddCarrier(carrier, carrierNumber);
        if (Graph.FindTie(subject, handle) is uint tie and > 0)
        {
            Graph.Use(tie, carrier, Time);
            return;
        }

        Graph.Add(subject, handle, Time);
        CarrierBlock block = _arena.Read<CarrierBlock>(handle);
        if (block.IsHub == 0 && block.Ties > _carriers[carrier].Hub)
        {
            TurnHub(handle, isHub: true, except: subject);
        }
        else if (block.IsHub == 0)
        {
            LinkToAll(subject, handle, block);
        }

        if (_arena.Read<SubjectBlock>(subject).Ties > MaxTiesOfSubject)
        {
            Untie(StalestOf(subject));
        }
    }

    /// <summary>An outcome says that a subject is bad.</summary>
    internal void MarkBad(int slot, uint number)
    {
        uint subject = Graph.FindOrAddSubject(slot, number);
        ref SubjectBlock block = ref _arena.Write<SubjectBlock>(subject);
        if (block.Bad++ == 0)
        {
            block.BadSince = Time;
            _components.CountBad(subject);
        }
    }

    internal void Save() => _arena.SetRoot(LinkRoots.Time, (ulong)Time);

    internal void Restored()
    {
        Graph.Open();
        Time = (long)_arena.GetRoot(LinkRoots.Time);
    }

    private void Untie(uint tie)
    {
        TieBlock ends = _arena.Read<TieBlock>(tie);
        Graph.Remove(tie);
        CarrierBlock carrier = _arena.Read<CarrierBlock>(ends.Carrier);
        if (carrier.IsHub == 0)
        {
            UnlinkFromAll(ends.Subject, carrier);
        }
        else if (carrier.Ties <= _carriers[carrier.Index].Hub / 2)
        {
            TurnHub(ends.Carrier, isHub: false, except: 0);
        }

        Graph.FreeUnused(ends.Subject, ends.Carrier);
    }

    // A new tie makes strong links with those for whom it is the missing kind of evidence.
    private void LinkToAll(uint subject, uint handle, CarrierBlock carrier)
    {
        ulong group = Strong.GroupOf(carrier.Index);
        for (uint tie = carrier.FirstTie; tie != 0; tie = _arena.Read<TieBlock>(tie).NextOfCarrier)
        {
            uint other = _arena.Read<TieBlock>(tie).Subject;
            if (other != subject && Strong.SharedGroups(subject, other, except: handle) is ulong groups
                && !Strong.IsStrong(groups) && Strong.IsStrong(groups | group))
            {
                _components.Join(subject, other);
            }
        }
    }

    private void UnlinkFromAll(uint subject, CarrierBlock carrier)
    {
        ulong group = Strong.GroupOf(carrier.Index);
        _lost.Clear();
        for (uint tie = carrier.FirstTie; tie != 0; tie = _arena.Read<TieBlock>(tie).NextOfCarrier)
        {
            uint other = _arena.Read<TieBlock>(tie).Subject;
            ulong groups = Strong.SharedGroups(subject, other);
            if (!Strong.IsStrong(groups) && Strong.IsStrong(groups | group))
            {
                _lost.Add(subject);
                _lost.Add(other);
            }
        }

        _components.Part(_lost);
    }

    // All pairs of the carrier's subjects lose or gain it as evidence.
    private void TurnHub(uint handle, bool isHub, uint except)
    {
        ref CarrierBlock carrier = ref _arena.Write<CarrierBlock>(handle);
        carrier.IsHub = isHub ? 1 : 0;
        ulong group = Strong.GroupOf(carrier.Index);
        _subjects.Clear();
        _lost.Clear();
        for (uint tie = carrier.FirstTie; tie != 0; tie = _arena.Read<TieBlock>(tie).NextOfCarrier)
        {
            if (_arena.Read<TieBlock>(tie).Subject is uint subject && subject != except)
            {
                _subjects.Add(subject);
            }
        }

        for (int i = 0; i < _subjects.Count; i++)
        {
            for (int j = i + 1; j < _subjects.Count; j++)
            {
                ulong groups = Strong.SharedGroups(_subjects[i], _subjects[j], except: handle);
                if (Strong.IsStrong(groups) || !Strong.IsStrong(groups | group))
                {
                    continue;
                }

                if (isHub)
                {
                    _lost.Add(_subjects[i]);
                    _lost.Add(_subjects[j]);
                }
                else
                {
                    _components.Join(_subjects[i], _subjects[j]);
                }
            }
        }

        _components.Part(_lost);
    }

    private uint StalestOf(uint subject)
    {
        uint stalest = 0;
        long oldest = long.MaxValue;
        for (uint tie = _arena.Read<SubjectBlock>(subject).FirstTie;
            tie != 0;
            tie = _arena.Read<TieBlock>(tie).NextOfSubject)
        {
            // Of two seen at one time the older tie goes, which stands later in the list.
            if (_arena.Read<TieBlock>(tie).Idle.LastUsed <= oldest)
            {
                oldest = _arena.Read<TieBlock>(tie).Idle.LastUsed;
                stalest = tie;
            }
        }

        return stalest;
    }
}
