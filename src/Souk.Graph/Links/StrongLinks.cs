using System.Numerics;
using Souk.Core.Definition;
using Souk.Core.State;

namespace Souk.Graph.Links;

/// <summary>Tells which subjects are joined: by how many independent kinds of evidence, and whether that is
/// strong.</summary>
internal sealed class StrongLinks
{
    private readonly TieGraph _graph;
    private readonly Arena _arena;
    private readonly ulong[] _groupBit;

    internal StrongLinks(TieGraph graph, LinkDefinition definition)
    {
        _graph = graph;
        _arena = graph.Arena;
        Kinds = definition.Strong;
        string[] groups = [.. definition.Carriers.Select(c => c.Group).Distinct()];
        _groupBit = [.. definition.Carriers.Select(c => 1UL << Array.IndexOf(groups, c.Group))];
    }

    /// <summary>How many independent kinds make a strong link.</summary>
    internal int Kinds { get; }

    /// <summary>The bit of a carrier's group.</summary>
    internal ulong GroupOf(int carrier) => _groupBit[carrier];

    /// <summary>Whether a set of groups makes a strong link.</summary>
    internal bool IsStrong(ulong groups) => BitOperations.PopCount(groups) >= Kinds;

    /// <summary>The groups of the carriers that two subjects share, hubs and one carrier left out.</summary>
    internal ulong SharedGroups(uint a, uint b, uint except = 0)
    {
        if (_arena.Read<SubjectBlock>(a).Ties > _arena.Read<SubjectBlock>(b).Ties)
        {
            (a, b) = (b, a);
        }

        ulong groups = 0;
        for (uint tie = _arena.Read<SubjectBlock>(a).FirstTie; tie != 0;)
        {
            ref readonly TieBlock block = ref _arena.Read<TieBlock>(tie);
            tie = block.NextOfSubject;
            ref readonly CarrierBlock carrier = ref _arena.Read<CarrierBlock>(block.Carrier);
            ulong group = _groupBit[carrier.Index];
            if (carrier.IsHub == 0 && carrier.Ties > 1 && block.Carrier != except && (groups & group) == 0
                && _graph.FindTie(b, block.Carrier) != 0)
            {
                groups |= group;
            }
        }

        return groups;
    }

    /// <summary>Adds the subjects that have a strong link with one to a list, each once, as long as they are not in a
    /// set
    /// of known ones, and adds them to it.</summary>
    internal void AddNeighbours(uint subject, HashSet<uint> known, List<uint> into)
    {
        for (uint tie = _arena.Read<SubjectBlock>(subject).FirstTie;
            tie != 0;
            tie = _arena.Read<TieBlock>(tie).NextOfSubject)
        {
            CarrierBlock carrier = _arena.Read<CarrierBlock>(_arena.Read<TieBlock>(tie).Carrier);
            if (carrier.IsHub != 0)
            {
                continue;
            }

            for (uint other = carrier.FirstTie; other != 0; other = _arena.Read<TieBlock>(other).NextOfCarrier)
            {
                uint neighbour = _arena.Read<TieBlock>(other).Subject;
                if (!known.Contains(neighbour) && IsStrong(SharedGroups(subject, neighbour)))
                {
                    known.Add(neighbour);
                    into.Add(neighbour);
                }
            }
        }
    }
}
