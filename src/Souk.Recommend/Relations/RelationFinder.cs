using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Recommend.Interactions;
using Souk.Recommend.Recall;

namespace Souk.Recommend.Relations;

/// <summary>Finds what an object goes together with, from the live counts of sessions and baskets.</summary>
public static class RelationFinder
{
    // Fewer common sessions or baskets are chance.
    private const int LeastCount = 2;

    // What weighs against pairs of subjects that share much: the paper's alpha.
    private const double SwingSmoothing = 1;

    /// <summary>Finds the strongest relations of an object.</summary>
    /// <param name="fold">The live state, open for reading.</param>
    /// <param name="surface">The surface whose signals count.</param>
    /// <param name="id">The object.</param>
    /// <param name="most">The most relations of each kind.</param>
    /// <returns>Null if no event has named the object.</returns>
    public static IReadOnlyList<Relation>? Find(Fold fold, SurfaceDefinition surface, string id, int most)
    {
        ArgumentNullException.ThrowIfNull(fold);
        ArgumentNullException.ThrowIfNull(surface);
        ArgumentNullException.ThrowIfNull(id);
        SpaceState space = fold.Projection<InteractionProjection>().SpaceOf(surface);
        uint number = fold.Entities.Find(surface.Of.Index, Encoding.UTF8.GetBytes(id));
        uint block = number == 0 ? 0 : space.FindObject(number);
        if (block == 0)
        {
            return null;
        }

        Dictionary<uint, (NeighbourSlot Together, NeighbourSlot Bought)> beside = [];
        foreach (ref readonly NeighbourSlot slot in space.TogetherWith(block))
        {
            beside[slot.Object] = (slot, default);
        }

        foreach (ref readonly NeighbourSlot slot in space.BoughtWith(block))
        {
            beside[slot.Object] = (beside.GetValueOrDefault(slot.Object).Together, slot);
        }

        List<Relation> relations = [];
        foreach ((uint other, (NeighbourSlot together, NeighbourSlot bought)) in beside)
        {
            if (Judge(fold, space, block, other, together, bought) is Relation relation)
            {
                relations.Add(relation);
            }
        }

        return
        [
            .. relations.OrderByDescending(r => r.Confidence * Math.Min(1, Math.Log2(1 + r.Lift))).ThenBy(r => r.Id)
                .GroupBy(r => r.Kind).OrderBy(g => g.Key).SelectMany(g => g.Take(most)),
        ];
    }

    private static Relation? Judge(
        Fold fold, SpaceState space, uint block, uint other, NeighbourSlot together, NeighbourSlot bought)
    {
        uint otherBlock = space.FindObject(other);
        int sessions = together.Count - together.Excess;
        int baskets = bought.Count - bought.Excess;
        if (otherBlock == 0 || Math.Max(sessions, baskets) < LeastCount)
        {
            return null;
        }

        ref readonly ObjectBlock one = ref space.ReadObject(block);
        ref readonly ObjectBlock two = ref space.ReadObject(otherBlock);
        double boughtLift = Togetherness.Lift(in bought, one.Baskets, two.Baskets, space.Totals.Baskets);
        bool isComplement = baskets >= LeastCount && boughtLift > 1;
        NeighbourSlot slot = isComplement ? bought : together;
        int count = isComplement ? baskets : sessions;
        if (count < LeastCount)
        {
            return null;
        }

        double all = isComplement ? space.Totals.Baskets : space.Totals.Sessions;
        double ofOne = isComplement ? one.Baskets : one.Sessions;
        double ofTwo = isComplement ? two.Baskets : two.Sessions;
        return new Relation(
            Encoding.UTF8.GetString(fold.Entities.Id(space.Plan.Of.Index, other)),
            isComplement ? RelationKind.Complement : RelationKind.Substitute,
            sessions,
            baskets,
            count / Math.Max(1, all),
            count / Math.Max(1, ofOne),
            Togetherness.Lift(in slot, ofOne, ofTwo, all),
            Swing(space, block, otherBlock),
            slot.Excess);
    }

    private static double Swing(SpaceState space, uint one, uint two)
    {
        List<uint> common = [];
        foreach (uint subject in space.RecentOf(one))
        {
            if (space.RecentOf(two).Contains(subject))
            {
                common.Add(subject);
            }
        }

        double swing = 0;
        for (int i = 0; i < common.Count; i++)
        {
            HashSet<uint> liked = LikedBy(space, common[i]);
            for (int j = i + 1; j < common.Count; j++)
            {
                HashSet<uint> also = LikedBy(space, common[j]);
                double shared = also.Count(liked.Contains);
                swing += 1 / (Math.Sqrt(
                    Math.Max(1, liked.Count) * Math.Max(1, also.Count)) * (SwingSmoothing + shared));
            }
        }

        return swing;
    }

    private static HashSet<uint> LikedBy(SpaceState space, uint subject)
    {
        HashSet<uint> liked = [];
        foreach (ref readonly SubjectEntry entry in space.EntriesOf(space.FindSubject(subject)))
        {
            if (entry.Weight > 0)
            {
                liked.Add(entry.Object);
            }
        }

        return liked;
    }
}
