using System.Runtime.CompilerServices;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.State;

namespace Souk.Recommend.Interactions;

/// <summary>What is sought after in a space, over all and by group.</summary>
internal sealed class SpaceTrends(InteractionSpace plan, ProjectionContext context, Arena arena)
{
    // The list over all stands in a block of the same form as the groups' lists.
    private uint _all;
    private HashIndex _groups;

    private static double HalfLife => InteractionLimits.Trend.Microseconds;

    /// <summary>Makes the empty list over all.</summary>
    internal uint Create() => NewList(-1, 0);

    internal void Open(uint all, uint groups)
    {
        _all = all;
        _groups = HashIndex.Open(arena, groups);
    }

    /// <summary>Adds a weight to the trend of an object.</summary>
    internal void Rise(ref ObjectBlock target, double weight, long now)
    {
        double added = Math.Log2(weight) + (now / HalfLife);
        double high = Math.Max(target.Trend, added);
        target.Trend = high + Math.Log2(1 + Math.Pow(2, Math.Min(target.Trend, added) - high));
        Leader leader = new() { Object = target.Object, Trend = target.Trend };
        Rise(_all, leader);
        for (int i = 0; i < plan.Surface.Groups.Count; i++)
        {
            AttributeDefinition attribute = plan.Surface.Groups[i];
            if (context.Profiles.Has(plan.Of, target.Object, attribute.Index))
            {
                uint list = GroupFor(i, context.Profiles.Bits(plan.Of, target.Object, attribute.Index));
                if (list != 0)
                {
                    Rise(list, leader);
                }
            }
        }
    }

    /// <summary>A trend at a moment, in the unit of the weights.</summary>
    internal static double At(double trend, long now) => Math.Pow(2, trend - (now / HalfLife));

    /// <summary>The leaders over all, the highest first.</summary>
    internal ReadOnlySpan<Leader> Leaders() => Read(_all);

    /// <summary>The leaders of a group, the highest first; objects that changed their group meanwhile may still be
    /// there.</summary>
    internal ReadOnlySpan<Leader> Leaders(int group, long value)
    {
        uint list = _groups.Find(Hash(group, value), new GroupMatch(group, value));
        return list == 0 ? default : Read(list);
    }

    /// <summary>Takes an object out of the list over all and those of its groups. In lists of groups that it left
    /// before, it fades.</summary>
    internal void Remove(uint target)
    {
        RemoveFrom(_all, target);
        for (int i = 0; i < plan.Surface.Groups.Count; i++)
        {
            long value = context.Profiles.Bits(plan.Of, target, plan.Surface.Groups[i].Index);
            uint list = _groups.Find(Hash(i, value), new GroupMatch(i, value));
            if (list != 0)
            {
                RemoveFrom(list, target);
            }
        }
    }

    private static uint Hash(int group, long value) => StableHash.To32(StableHash.Of((ulong)value, (ulong)group));

    private ReadOnlySpan<Leader> Read(uint list)
    {
        ref readonly LeaderBlock block = ref arena.Read<LeaderBlock>(list);
        return arena.ReadSpan<Leader>(block.List, block.Count);
    }

    private void Rise(uint list, Leader leader)
    {
        LeaderBlock block = arena.Read<LeaderBlock>(list);
        int count = LeaderTable.Rise(arena, block.List, block.Count, leader, out bool entered, out uint left);
        arena.Write<LeaderBlock>(list).Count = count;
        if (entered)
        {
            context.Entities.AddReference(plan.Of.Index, leader.Object);
        }

        if (left != 0)
        {
            context.Entities.Release(plan.Of.Index, left);
        }
    }

    private void RemoveFrom(uint list, uint target)
    {
        LeaderBlock block = arena.Read<LeaderBlock>(list);
        int count = block.Count;
        if (LeaderTable.Remove(arena, block.List, ref count, target))
        {
            arena.Write<LeaderBlock>(list).Count = count;
            context.Entities.Release(plan.Of.Index, target);
        }
    }

    private uint GroupFor(int group, long value)
    {
        uint found = _groups.Find(Hash(group, value), new GroupMatch(group, value));
        if (found != 0 || _groups.Count >= InteractionLimits.Groups)
        {
            return found;
        }

        ValueKind kind = plan.Surface.Groups[group].Type.Kind;
        if (kind is ValueKind.Text or ValueKind.Entity)
        {
            // The list is kept for good, and so is the number of its name.
            int numbers = kind == ValueKind.Text
                ? context.Entities.TextKind : plan.Surface.Groups[group].Type.Entity!.Index;
            context.Entities.AddReference(numbers, (uint)value);
        }

        uint list = NewList(group, value);
        _groups.Add(Hash(group, value), list);
        return list;
    }

    private uint NewList(int group, long value)
    {
        uint list = arena.Allocate(Unsafe.SizeOf<LeaderBlock>());
        uint places = arena.Allocate(LeaderTable.Bytes);
        arena.Write<LeaderBlock>(list) = new LeaderBlock { Attribute = group, Value = value, List = places };
        return list;
    }

    private readonly struct GroupMatch(int group, long value) : IChainMatch
    {
        private readonly int _group = group;
        private readonly long _value = value;

        public bool Matches(Arena arena, uint handle)
        {
            ref readonly LeaderBlock block = ref arena.Read<LeaderBlock>(handle);
            return block.Attribute == _group && block.Value == _value;
        }
    }
}
