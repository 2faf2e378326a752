using Souk.Recommend.Interactions;

namespace Souk.Recommend.Recall;

/// <summary>The sources that follow what goes together.</summary>
internal static class NeighbourRecall
{
    /// <summary>What goes with everything the subject likes, by sessions and baskets.</summary>
    internal static void Neighbours(RecallContext context, CandidatePool pool)
    {
        foreach (Anchor anchor in context.Anchors)
        {
            AddTogether(context, pool.Add, anchor.Object, anchor.Weight);
            AddBought(context, pool.Add, anchor.Object, anchor.Weight);
        }
    }

    /// <summary>What goes with the objects of the session under way, the newest most.</summary>
    internal static void CoViewed(RecallContext context, CandidatePool pool)
    {
        long newest = context.Anchors.Count == 0 ? 0 : context.Anchors.Max(a => a.Time);
        foreach (Anchor anchor in context.Anchors)
        {
            double weight = SessionWeight(newest, anchor);
            if (weight > 0)
            {
                AddTogether(context, pool.Add, anchor.Object, weight);
            }
        }
    }

    /// <summary>What is bought with what the subject bought or looks at now.</summary>
    internal static void CoBought(RecallContext context, CandidatePool pool)
    {
        foreach (Anchor anchor in context.Anchors)
        {
            AddBought(context, pool.Add, anchor.Object, anchor.IsReached ? anchor.Weight : anchor.Weight / 2);
        }
    }

    /// <summary>What subjects with the same likings like.</summary>
    internal static void SimilarSubjects(RecallContext context, CandidatePool pool)
    {
        Dictionary<uint, double> similar = [];
        foreach (Anchor anchor in context.Anchors)
        {
            if (context.Space.FindObject(anchor.Object) is uint block and > 0)
            {
                ReadOnlySpan<uint> subjects = context.Space.RecentOf(block);
                foreach (uint subject in subjects)
                {
                    similar[subject] = similar.GetValueOrDefault(subject)
                        + (anchor.Weight / Math.Sqrt(1 + subjects.Length));
                }
            }
        }

        if (context.Surface.For == context.Surface.Actor)
        {
            similar.Remove(context.Subject);
        }

        foreach ((uint subject, double weight) in similar
            .OrderByDescending(s => s.Value).ThenBy(s => s.Key).Take(RecallLimits.SimilarSubjects))
        {
            ReadOnlySpan<SubjectEntry> entries = context.Space.EntriesOf(context.Space.FindSubject(subject));
            double length = Math.Sqrt(1 + entries.Length);
            foreach (ref readonly SubjectEntry entry in entries)
            {
                double liking = context.Space.WeightAt(in entry, context.Now);
                if (liking > 0)
                {
                    pool.Add(entry.Object, weight * Math.Log(1 + liking) / length);
                }
            }
        }
    }

    /// <summary>How much an anchor counts in the session under way, 0 to 1.</summary>
    internal static double SessionWeight(long newest, Anchor anchor) =>
        Math.Max(0, 1 - ((newest - anchor.Time) / (double)InteractionLimits.Session.Microseconds));

    /// <summary>Adds what was liked in the same sessions as an anchor.</summary>
    internal static void AddTogether(RecallContext context, Action<uint, double> add, uint anchor, double weight)
    {
        SpaceState space = context.Space;
        if (space.FindObject(anchor) is not (uint block and > 0))
        {
            return;
        }

        double sessions = space.ReadObject(block).Sessions;
        foreach (ref readonly NeighbourSlot slot in space.TogetherWith(block))
        {
            if (space.FindObject(slot.Object) is uint other and > 0)
            {
                add(slot.Object, weight * Togetherness.Cosine(in slot, sessions, space.ReadObject(other).Sessions));
            }
        }
    }

    /// <summary>Adds what was bought in the same baskets as an anchor.</summary>
    internal static void AddBought(RecallContext context, Action<uint, double> add, uint anchor, double weight)
    {
        SpaceState space = context.Space;
        if (space.FindObject(anchor) is not (uint block and > 0))
        {
            return;
        }

        double baskets = space.ReadObject(block).Baskets;
        foreach (ref readonly NeighbourSlot slot in space.BoughtWith(block))
        {
            if (space.FindObject(slot.Object) is uint other and > 0)
            {
                add(slot.Object, weight * Togetherness.Cosine(in slot, baskets, space.ReadObject(other).Baskets));
            }
        }
    }
}
