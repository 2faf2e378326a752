using Souk.Core.Definition;
using Souk.Learning.Numerics;
using Souk.Recommend.Interactions;

namespace Souk.Recommend.Recall;

/// <summary>The sources that need no history of the subject: trends, sellers and creators, what is new.</summary>
internal static class TrendRecall
{
    // A group's list is worth as much as the list over all once the subject likes only that group.
    private const int LeadersPerGroup = 50;
    private const int GroupsFollowed = 8;

    // What is thought of an object before anybody saw it weighs like so many likings: it may well be half of that, or
    // twice.
    private const double PriorLikings = 2;

    /// <summary>What is sought after now, over all and in the groups that the subject likes.</summary>
    internal static void Trending(RecallContext context, CandidatePool pool)
    {
        foreach (Leader leader in context.Space.Trends.Leaders())
        {
            pool.Add(leader.Object, Strength(context, leader));
        }

        FromGroups(context, pool, entitiesOnly: false);
    }

    /// <summary>What is sought after in the groups that the subject says it prefers. Once it has dealt with so much
    /// that what it says counts less than a quarter, the other sources know better.</summary>
    internal static void Preferred(RecallContext context, CandidatePool pool)
    {
        if (RecallContext.StatedShare(context.Anchors.Count) < 0.25)
        {
            return;
        }

        IReadOnlyList<AttributeDefinition> groups = context.Surface.Groups;
        for (int group = 0; group < groups.Count; group++)
        {
            foreach (long value in context.Preferred(groups[group]))
            {
                AddLeaders(context, pool, group, value, 1);
            }
        }
    }

    /// <summary>What is sought after from the sellers and creators that the subject deals with.</summary>
    internal static void Followed(RecallContext context, CandidatePool pool) =>
        FromGroups(context, pool, entitiesOnly: true);

    /// <summary>What the subject itself likes; of two liked alike, what others seek after too.</summary>
    internal static void Repeat(RecallContext context, CandidatePool pool)
    {
        foreach (ref readonly SubjectEntry entry in context.Space.EntriesOf(context.SubjectBlock))
        {
            if (entry.Weight > 0 && context.Space.FindObject(entry.Object) is uint block and > 0)
            {
                double trend = SpaceTrends.At(context.Space.ReadObject(block).Trend, context.Now);
                pool.Add(entry.Object, context.Space.WeightAt(in entry, context.Now) * Math.Log(2 + trend));
            }
        }
    }

    /// <summary>What is new, by a draw from what may be thought of it (Thompson, 1933).</summary>
    internal static void NewObjects(RecallContext context, CandidatePool pool)
    {
        SeededRandom random = new(context.Seed);
        foreach (uint target in context.Space.Newcomers())
        {
            if (context.Space.FindObject(target) is uint block and > 0 && IsNew(context, block))
            {
                ref readonly ObjectBlock found = ref context.Space.ReadObject(block);
                (double likes, double passes) = Belief(context.Space, in found);
                double liked = Gamma(ref random, likes);
                pool.Add(target, liked / (liked + Gamma(ref random, passes)));
            }
        }
    }

    /// <summary>Whether an object is explored as new.</summary>
    internal static bool IsNew(RecallContext context, uint block)
    {
        ref readonly ObjectBlock found = ref context.Space.ReadObject(block);
        return context.Now - found.FirstSeen < RecallLimits.NewDays * BurstGuard.Day
            && found.Shown < RecallLimits.NewShown;
    }

    /// <summary>The Beta distribution of how an object is liked when shown: about what its attributes foretell at
    /// first, more and more what was seen.</summary>
    internal static (double Likes, double Passes) Belief(SpaceState space, in ObjectBlock target)
    {
        int liked = target.Liked + target.Reached;
        (double likes, double passes) = Around(Math.Clamp(space.ForetoldLikings(in target), 0.001, 0.5));
        return (likes + liked, Math.Max(0.5, passes + target.Shown - liked));
    }

    /// <summary>The Beta distribution of a chance of which a model thinks that it is so large.</summary>
    internal static (double Likes, double Passes) Around(double chance) =>
        (PriorLikings, PriorLikings * (1 - chance) / chance);

    /// <summary>A draw of the Gamma distribution with scale 1 (Marsaglia and Tsang, 2000).</summary>
    internal static double Gamma(ref SeededRandom random, double shape)
    {
        if (shape < 1)
        {
            return Gamma(ref random, shape + 1) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        }

        double d = shape - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(
                2 * Math.PI * random.NextDouble());
            double v = Math.Pow(1 + (c * normal), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (0.5 * normal * normal) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }

    private static void FromGroups(RecallContext context, CandidatePool pool, bool entitiesOnly)
    {
        IReadOnlyList<AttributeDefinition> groups = context.Surface.Groups;
        for (int group = 0; group < groups.Count; group++)
        {
            if (entitiesOnly != (groups[group].Type.Kind == ValueKind.Entity))
            {
                continue;
            }

            foreach ((long value, double share) in context.GroupShares(groups[group])
                .OrderByDescending(s => s.Value).ThenBy(s => s.Key).Take(GroupsFollowed))
            {
                AddLeaders(context, pool, group, value, share);
            }
        }
    }

    private static void AddLeaders(RecallContext context, CandidatePool pool, int group, long value, double share)
    {
        AttributeDefinition attribute = context.Surface.Groups[group];
        ReadOnlySpan<Leader> leaders = context.Space.Trends.Leaders(group, value);
        for (int i = 0; i < Math.Min(leaders.Length, LeadersPerGroup); i++)
        {
            if (context.Profiles.Bits(context.Surface.Of, leaders[i].Object, attribute.Index) == value)
            {
                pool.Add(leaders[i].Object, share * Strength(context, leaders[i]));
            }
        }
    }

    // The logarithm keeps the strongest from drowning the groups.
    private static double Strength(RecallContext context, Leader leader) =>
        Math.Log(1 + SpaceTrends.At(leader.Trend, context.Now));
}
