using System.Text;
using Souk.Core;
using Souk.Core.State;
using Souk.Graph.Links;
using Souk.Log;

namespace Souk.Graph.Rings;

/// <summary>Finds the components of strong links that have grown fast.</summary>
internal static class ComponentWalk
{
    internal static IEnumerable<Ring> Growing(LinkProjection links, RingOptions options)
    {
        Arena arena = links.Arena;
        HashSet<uint> seen = [];
        for (int slot = 0; slot < links.State.Graph.SubjectSlots; slot++)
        {
            foreach (uint subject in links.State.Graph.Subjects(slot))
            {
                uint component = arena.Read<SubjectBlock>(subject).Component;
                if (component != 0 && seen.Add(component)
                    && arena.Read<ComponentBlock>(component).Size >= options.MinMembers
                    && Describe(links, component, options.Growth) is Ring ring)
                {
                    yield return ring;
                }
            }
        }
    }

    private static Ring? Describe(LinkProjection links, uint component, Duration growth)
    {
        Arena arena = links.Arena;
        long since = links.State.Time - growth.Microseconds;
        List<RingMember> members = [];
        int grown = 0;
        long last = long.MinValue;
        for (uint at = arena.Read<ComponentBlock>(component).FirstMember;
            at != 0;
            at = arena.Read<SubjectBlock>(at).NextMember)
        {
            SubjectBlock subject = arena.Read<SubjectBlock>(at);
            int kind = links.State.Graph.KindOfSlot(subject.Slot);
            members.Add(new RingMember(
                links.Context.Definition.EntityKinds[kind].Name,
                Encoding.UTF8.GetString(links.Context.Entities.Id(kind, subject.Number))));
            grown += subject.First > since ? 1 : 0;
            last = Math.Max(last, subject.First);
        }

        ComponentBlock block = arena.Read<ComponentBlock>(component);
        return 2 * grown < members.Count ? null : new Ring(
            0, RingKind.GrowingComponent, LinkProjection.ProjectionName, members, [], grown,
            $"{members.Count} accounts are joined by strong links; {grown} of them within {growth}; {block.Bad} " +
            "are known to be bad.",
            new LogTime(block.Since), new LogTime(last));
    }
}
