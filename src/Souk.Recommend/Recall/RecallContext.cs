using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Entities;
using Souk.Core.Events;
using Souk.Learning.Numerics;
using Souk.Recommend.Interactions;

namespace Souk.Recommend.Recall;

/// <summary>What the sources of a request read; valid while the state is open for reading.</summary>
internal sealed class RecallContext
{
    // What a shopper says of itself counts as much as two objects that it liked: it is soon outweighed.
    private const double PreferenceAnchors = 2;

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

    /// <summary>What recall starts from: the heaviest of <see cref="Likings"/>, where what was liked lately counts as
    /// much as all together. The weights sum to 1.</summary>
    internal required IReadOnlyList<Anchor> Anchors { get; init; }

    /// <summary>What the subject likes or looks at, the heaviest first; the weights sum to 1.</summary>
    internal required IReadOnlyList<Anchor> Likings { get; init; }

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
        List<Anchor> likings = LikingsOf(space, block, acts ? 0 : subject, context, now);
        return new RecallContext
        {
            Surface = surface,
            Space = space,
            Entities = interactions.Entities,
            Profiles = interactions.Profiles,
            Now = now,
            Subject = subject,
            SubjectBlock = block,
            Anchors = AnchorsOf(likings),
            Likings = Normalised(likings),
            Trained = trained ?? TrainedRecall.None,
            Seed = seed,
        };
    }

    /// <summary>How much of a group's value the anchors have, as shares of 1; what the subject says it prefers counts
    /// as some more.</summary>
    internal Dictionary<long, double> GroupShares(AttributeDefinition attribute)
    {
        Dictionary<long, double> shares = [];
        List<long> preferred = Preferred(attribute);
        double stated = preferred.Count == 0 ? 0 : StatedShare(Anchors.Count);
        foreach (long bits in preferred)
        {
            shares[bits] = shares.GetValueOrDefault(bits) + (stated / preferred.Count);
        }

        foreach (Anchor anchor in Anchors)
        {
            if (Profiles.Has(Surface.Of, anchor.Object, attribute.Index))
            {
                long bits = Profiles.Bits(Surface.Of, anchor.Object, attribute.Index);
                shares[bits] = shares.GetValueOrDefault(bits) + ((1 - stated) * anchor.Weight);
            }
        }

        return shares;
    }

    /// <summary>How much what a subject says of itself counts beside so many anchors, 0 to 1.</summary>
    internal static double StatedShare(int anchors) => PreferenceAnchors / (PreferenceAnchors + anchors);

    /// <summary>The values of an attribute of objects that the subject says it prefers.</summary>
    internal List<long> Preferred(AttributeDefinition attribute)
    {
        List<long> values = [];
        foreach (SurfacePreference preference in Surface.Preferences)
        {
            AttributeDefinition own = preference.Subject;
            if (preference.Object != attribute || Subject == 0 || !Profiles.Has(Surface.For, Subject, own.Index))
            {
                continue;
            }

            if (own.Type.Element is not Souk.Core.Definition.ValueType element)
            {
                values.Add(Profiles.Bits(Surface.For, Subject, own.Index));
                continue;
            }

            int numbers = element.Entity?.Index ?? Entities.TextKind;
            ListReader list = new(Profiles.ListBytes(Surface.For, Subject, own.Index), element.Kind);
            while (list.MoveNext())
            {
                if (Entities.Find(numbers, list.Text) is uint number and > 0)
                {
                    values.Add(number);
                }
            }
        }

        return values;
    }

    private static List<Anchor> LikingsOf(
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

        Sort(anchors);
        return anchors;
    }

    // Half the weight goes by the surface's half-life, half by the short one, so that recall follows the session under
    // way and does not forget what was liked for long.
    private static List<Anchor> AnchorsOf(List<Anchor> likings)
    {
        long newest = likings.Count == 0 ? 0 : likings.Max(a => a.Time);
        double sum = 0;
        double sumOfLate = 0;
        foreach (Anchor liking in likings)
        {
            sum += liking.Weight;
            sumOfLate += liking.Weight * InteractionLimits.Recency(liking.Time, newest);
        }

        List<Anchor> anchors = likings.ConvertAll(a => a with
        {
            Weight = a.Weight * ((1 / sum) + (InteractionLimits.Recency(a.Time, newest) / sumOfLate)),
        });
        Sort(anchors);
        return Normalised(anchors[..Math.Min(anchors.Count, RecallLimits.Anchors)]);
    }

    private static void Sort(List<Anchor> anchors) => anchors.Sort(static (a, b) =>
        a.Weight == b.Weight ? a.Object.CompareTo(b.Object) : b.Weight.CompareTo(a.Weight));

    private static List<Anchor> Normalised(List<Anchor> anchors)
    {
        double sum = anchors.Sum(a => a.Weight);
        return anchors.ConvertAll(a => a with { Weight = a.Weight / sum });
    }
}
