using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.State;

namespace Souk.Recommend.Interactions;

/// <summary>What is read of a space.</summary>
internal sealed partial class SpaceState
{
    /// <summary>The block of a subject, or 0.</summary>
    internal uint FindSubject(uint number) => _subjects.Find(Hash(number), new SubjectMatch(number));

    /// <summary>The block of an object, or 0.</summary>
    internal uint FindObject(uint number) => _objects.Find(Hash(number), new ObjectMatch(number));

    internal ref readonly SubjectBlock ReadSubject(uint block) => ref _arena.Read<SubjectBlock>(block);

    internal ref readonly ObjectBlock ReadObject(uint block) => ref _arena.Read<ObjectBlock>(block);

    /// <summary>Whether more of a subject's likings were held back than it likes objects: models do not learn from
    /// it.</summary>
    internal bool IsHeldBack(uint subject) =>
        subject != 0 && ReadSubject(subject) is { Held: > 0 } block && block.Held >= block.Count;

    /// <summary>What is remembered of a subject, in no order.</summary>
    internal ReadOnlySpan<SubjectEntry> EntriesOf(uint subject)
    {
        if (subject == 0)
        {
            return default;
        }

        ref readonly SubjectBlock block = ref _arena.Read<SubjectBlock>(subject);
        return block.Count == 0 ? default : _arena.ReadSpan<SubjectEntry>(block.Entries, block.Count);
    }

    /// <summary>The objects of the same sessions as an object, in no order.</summary>
    internal ReadOnlySpan<NeighbourSlot> TogetherWith(uint target)
    {
        ref readonly ObjectBlock block = ref _arena.Read<ObjectBlock>(target);
        return block.TogetherCount == 0 ? default : _arena.ReadSpan<NeighbourSlot>(block.Together, block.TogetherCount);
    }

    /// <summary>The objects of the same baskets as an object, in no order.</summary>
    internal ReadOnlySpan<NeighbourSlot> BoughtWith(uint target)
    {
        ref readonly ObjectBlock block = ref _arena.Read<ObjectBlock>(target);
        return block.BoughtCount == 0 ? default : _arena.ReadSpan<NeighbourSlot>(block.Bought, block.BoughtCount);
    }

    /// <summary>The newest subjects of an object, in no order.</summary>
    internal ReadOnlySpan<uint> RecentOf(uint target)
    {
        ref readonly ObjectBlock block = ref _arena.Read<ObjectBlock>(target);
        int count = Math.Min(block.RecentCount, InteractionLimits.SubjectsPerObject);
        return count == 0 ? default : _arena.ReadSpan<uint>(block.Recent, count);
    }

    /// <summary>The objects that came last, in no order.</summary>
    internal ReadOnlySpan<uint> Newcomers() => _arena.ReadSpan<uint>(
        Totals.Newcomers, Math.Min(Totals.NewcomerCount, InteractionLimits.Newcomers));

    /// <summary>The handle of the first subject, for walking all; see <see cref="NextSubject"/>.</summary>
    internal uint FirstSubject() => _subjects.First();

    internal uint NextSubject(uint block) => _subjects.Next(block);

    /// <summary>What reaching the goal with an object is worth by the attribute that foretells it best; the mean of
    /// all where none does; 1 where the goal was never reached.</summary>
    internal double ForetoldValue(uint target)
    {
        ref readonly SpaceBlock all = ref Totals;
        double least = 1;
        double value = all.Reached == 0 ? 1 : all.ValueSum / all.Reached;
        for (int i = 0; i < Plan.Amounts.Count; i++)
        {
            ref readonly ValueScale scale = ref all.Scales[i];
            double left = scale.Unexplained();
            if (left < least && Plan.AmountOf(_context.Profiles, target, i) is double amount and > 0)
            {
                least = left;
                value = amount * scale.Rate;
            }
        }

        return value;
    }

    /// <summary>The likings (goals among them) of an impression that are thought of an object before it was shown: the
    /// mean of all, times what its attributes foretell.</summary>
    internal double ForetoldLikings(in ObjectBlock target) => MeanLikings * _rates.LikingRatio(in target.Terms);

    /// <summary>The goals of an impression that are thought of an object before it was shown.</summary>
    internal double ForetoldGoals(in ObjectBlock target) => MeanGoals * _rates.GoalRatio(in target.Terms);

    // As if ten impressions with one liking had been seen before the first.
    private double MeanLikings => (Totals.Liked + Totals.Reached + 1) / (Totals.Shown + 10.0);

    private double MeanGoals => (Totals.Reached + 1) / (Totals.Shown + 10.0);

    /// <summary>The weight of an entry at a moment.</summary>
    internal double WeightAt(in SubjectEntry entry, long now) =>
        entry.Weight * Math.Pow(2, -Math.Max(0, now - entry.Time) / HalfLife);
}
