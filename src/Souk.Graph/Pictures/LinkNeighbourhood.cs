using System.Text;
using Souk.Core.Definition;
using Souk.Core.Entities;
using Souk.Core.State;
using Souk.Graph.Links;
using Souk.Log;

namespace Souk.Graph.Pictures;

/// <summary>A subject, its carriers, and the subjects that share them, copied out of the live state.</summary>
public sealed class LinkNeighbourhood
{
    /// <summary>The most other subjects that are shown, the first found on each carrier; a picture of more says
    /// nothing.</summary>
    public const int MaxSubjects = 60;

    private readonly List<LinkNode> _nodes = [];
    private readonly List<LinkTie> _ties = [];

    private LinkNeighbourhood()
    {
    }

    /// <summary>The entities; the one that was asked for comes first.</summary>
    public IReadOnlyList<LinkNode> Nodes => _nodes;

    /// <summary>The ties between them.</summary>
    public IReadOnlyList<LinkTie> Ties => _ties;

    /// <summary>Whether there are more neighbours than are shown.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Reads the neighbourhood of an entity. Read only while the sequencer is held off.</summary>
    /// <param name="links">The live links.</param>
    /// <param name="kind">The kind of the entity.</param>
    /// <param name="id">Its id. One that has no links is alone in its neighbourhood.</param>
    public static LinkNeighbourhood Read(LinkProjection links, EntityKind kind, string id)
    {
        ArgumentNullException.ThrowIfNull(links);
        ArgumentNullException.ThrowIfNull(kind);
        LinkNeighbourhood neighbourhood = new();
        TieGraph graph = links.State.Graph;
        int slot = graph.SlotOf(kind.Index);
        uint number = links.Context.Entities.Find(kind.Index, Encoding.UTF8.GetBytes(id));
        uint subject = slot < 0 || number == 0 ? 0 : graph.FindSubject(slot, number);
        bool isBad = subject != 0 && links.Arena.Read<SubjectBlock>(subject).Bad > 0;
        neighbourhood._nodes.Add(new LinkNode(kind.Name, id, IsSubject: true, isBad));
        if (subject != 0)
        {
            neighbourhood.Gather(links, subject);
        }

        return neighbourhood;
    }

    private void Gather(LinkProjection links, uint subject)
    {
        Arena arena = links.Arena;
        Dictionary<uint, int> places = new() { [subject] = 0 };
        for (uint tie = arena.Read<SubjectBlock>(subject).FirstTie;
            tie != 0;
            tie = arena.Read<TieBlock>(tie).NextOfSubject)
        {
            CarrierBlock carrier = arena.Read<CarrierBlock>(arena.Read<TieBlock>(tie).Carrier);
            int place = _nodes.Count;
            CarrierDefinition definition = links.Definition.Carriers[carrier.Index];
            _nodes.Add(new LinkNode(
                definition.Kind.Name, IdOf(links.Context.Entities, definition.Kind.Index, carrier.Number),
                IsSubject: false,
                IsHub: carrier.IsHub != 0, Subjects: carrier.Ties));
            if (carrier.IsHub != 0)
            {
                AddTie(arena, tie, 0, place);
                continue;
            }

            for (uint other = carrier.FirstTie; other != 0; other = arena.Read<TieBlock>(other).NextOfCarrier)
            {
                if (PlaceOf(links, subject, arena.Read<TieBlock>(other).Subject, places) is int end)
                {
                    AddTie(arena, other, end, place);
                }
            }
        }
    }

    private int? PlaceOf(LinkProjection links, uint centre, uint subject, Dictionary<uint, int> places)
    {
        if (places.TryGetValue(subject, out int place))
        {
            return place;
        }

        if (places.Count > MaxSubjects)
        {
            IsCut = true;
            return null;
        }

        SubjectBlock block = links.Arena.Read<SubjectBlock>(subject);
        int kind = links.State.Graph.KindOfSlot(block.Slot);
        bool isStrong = links.State.Strong.IsStrong(links.State.Strong.SharedGroups(centre, subject));
        places.Add(subject, _nodes.Count);
        _nodes.Add(new LinkNode(
            links.Context.Definition.EntityKinds[kind].Name, IdOf(links.Context.Entities, kind, block.Number),
            IsSubject: true,
            block.Bad > 0, isStrong));
        return _nodes.Count - 1;
    }

    private void AddTie(Arena arena, uint tie, int subject, int carrier)
    {
        TieBlock block = arena.Read<TieBlock>(tie);
        _ties.Add(
            new LinkTie(subject, carrier, block.Count, new LogTime(block.First), new LogTime(block.Idle.LastUsed)));
    }

    private static string IdOf(EntityTable entities, int kind, uint number) =>
        Encoding.UTF8.GetString(entities.Id(kind, number));
}
