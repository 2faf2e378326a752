using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Entities;
using Souk.Learning.Numerics;
using Souk.Recommend.Interactions;

namespace Souk.Recommend.Recall;

/// <summary>What the sources of a request read; valid while the state is open for reading.</summary>
internal sealed class RecallContext
{
    internal required SurfaceDefinition Surface { get; init; }

    internal required SpaceState Space { get; init; }

    internal required EntityTable Entities { get; init; }

    internal required ProfileStore Profiles { get; init; }

    /// <summary>The moment, in microseconds: the newest log time.</summary>
    internal required long Now { get; init; }

    /// <summary>The subject's number, 0 for one that is not known.</summary>
    internal required uint Subject { get; init; }

    /// <summary>The subject's block in the space, or 0.</summary>
    internal required uint SubjectBlock { get; init; }

    internal required IReadOnlyList<Anchor> Anchors { get; init; }

    /// <summary>What the trained models gave.</summary>
    internal TrainedRecall Trained { get; init; } = TrainedRecall.None;

    /// <summary>The seed of exploration.</summary>
    internal required ulong Seed { get; init; }

    /// <summary>The view of a request for a surface.</summary>
    internal static RecallContext Of(
        InteractionProjection interactions, SurfaceDefinition surface, uint subject, ReadOnlySpan<uint> context,
        long now,
        ulong seed = 1, TrainedRecall? trained = null)
    {
        SpaceState space = interactions.SpaceOf(surface);
        bool acts = surface.For == surface.Actor;
        uint block = acts && subject != 0 ? space.FindSubject(subject) : 0;
        return new RecallContext
        {
            Surface = surface,
            Space = space,
            Entities = interactions.Entities,
            Profiles = interactions.Profiles,
            Now = now,
            Subject = subject,
            SubjectBlock = block,
            Anchors = AnchorsOf(space, block, acts ? 0 : subject, context, now),
            Trained = trained ?? TrainedRecall.None,
            Seed = seed,
        };
    }

    /// <summary>How much of a group's value the anchors have, as shares of 1.</summary>
    internal Dictionary<long, double> GroupShares(AttributeDefinition attribute)
    {
        Dictionary<long, double> shares = [];
        foreach (Anchor anchor in Anchors)
        {
            if (Profiles.Has(Surface.Of, anchor.Object, attribute.Index))
            {
                long bits = Profiles.Bits(Surface.Of, anchor.Object, attribute.Index);
                shares[bits] = shares.GetValueOrDefault(bits) + anchor.Weight;
            }
        }

        return shares;
    }

    private static List<Anchor> AnchorsOf(
        SpaceState space, uint block, uint self, ReadOnlySpan<uint> context, long now)
    {
        List<Anchor> anchors = [];
        foreach (ref readonly SubjectEntry entry in space.EntriesOf(block))
        {
            double weight = space.WeightAt(in entry, now);
            if (weight > 0)
            {
                anchors.Add(new Anchor(entry.Object, weight, entry.Time, entry.ReachedAt != 0));
            }
        }

        // What the subject looks at right now counts as much as all that it dealt with before.
        double present = Math.Max(1, anchors.Sum(a => a.Weight)) / Math.Max(1, context.Length);
        foreach (uint target in context)
        {
            anchors.RemoveAll(a => a.Object == target);
            anchors.Add(new Anchor(target, present, now, false));
        }

        if (self != 0)
        {
            anchors.Add(new Anchor(self, present, now, true));
        }

        anchors.Sort(static (a, b) =>
            a.Weight == b.Weight ? a.Object.CompareTo(b.Object) : b.Weight.CompareTo(a.Weight));
        if (anchors.Count > RecallLimits.Anchors)
        {
            anchors.RemoveRange(RecallLimits.Anchors, anchors.Count - RecallLimits.Anchors);
        }

        double sum = anchors.Sum(a => a.Weight);
        return anchors.ConvertAll(a => a with { Weight = a.Weight / sum });
    }
}
