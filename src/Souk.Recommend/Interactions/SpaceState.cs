using System.Runtime.CompilerServices;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Entities;
using Souk.Core.Events;
using Souk.Core.State;

namespace Souk.Recommend.Interactions;

/// <summary>The state of a space: subjects, objects, what goes together, trends. Whoever keeps an entity's number here
/// holds a reference to it.</summary>
internal sealed partial class SpaceState
{
    private const int IdleOffset = 8;

    private readonly ProjectionContext _context;
    private readonly Arena _arena;
    private readonly ISuspicion[] _suspicions;
    private readonly bool _guardsBursts;
    private readonly SpaceTrends _trends;
    private readonly ContentRates _rates;
    private uint _block;
    private HashIndex _subjects;
    private HashIndex _objects;
    private IdleList _subjectIdle;
    private IdleList _objectIdle;

    internal SpaceState(
        InteractionSpace plan, ProjectionContext context, Arena arena, ISuspicion[] suspicions, bool guardsBursts)
    {
        Plan = plan;
        _context = context;
        _arena = arena;
        _suspicions = suspicions;
        _guardsBursts = guardsBursts;
        _trends = new SpaceTrends(plan, context, arena);
        _rates = new ContentRates(plan, context, arena);
    }

    internal InteractionSpace Plan { get; }

    internal ref readonly SpaceBlock Totals => ref _arena.Read<SpaceBlock>(_block);

    internal SpaceTrends Trends => _trends;

    internal uint SubjectCount => _subjects.Count;

    internal uint ObjectCount => _objects.Count;

    private EntityTable Entities => _context.Entities;

    private double HalfLife => Plan.Surface.HalfLife.Microseconds;

    /// <summary>Makes the empty state and gives its handle.</summary>
    internal uint Create()
    {
        uint block = _arena.Allocate(Unsafe.SizeOf<SpaceBlock>());
        SpaceBlock first = new()
        {
            Subjects = HashIndex.Create(_arena).Handle,
            Objects = HashIndex.Create(_arena).Handle,
            SubjectIdle = IdleList.Create(_arena, IdleOffset).Handle,
            ObjectIdle = IdleList.Create(_arena, IdleOffset).Handle,
            Groups = HashIndex.Create(_arena).Handle,
            AllLeaders = _trends.Create(),
            Rates = _rates.Create(),
            Newcomers = _arena.Allocate(InteractionLimits.Newcomers * sizeof(uint)),
        };
        _arena.Write<SpaceBlock>(block) = first;
        Open(block);
        return block;
    }

    internal void Open(uint block)
    {
        _block = block;
        SpaceBlock state = _arena.Read<SpaceBlock>(block);
        _subjects = HashIndex.Open(_arena, state.Subjects);
        _objects = HashIndex.Open(_arena, state.Objects);
        _subjectIdle = IdleList.Open(_arena, state.SubjectIdle, IdleOffset);
        _objectIdle = IdleList.Open(_arena, state.ObjectIdle, IdleOffset);
        _trends.Open(state.AllLeaders, state.Groups);
        _rates.Open(state.Rates);
    }

    /// <summary>Notes that an event names an object.</summary>
    /// <param name="target">The object.</param>
    /// <param name="now">The log time.</param>
    /// <param name="describes">Whether the event says what it is.</param>
    internal void See(uint target, long now, bool describes)
    {
        uint found = Object(target, now);
        if (describes)
        {
            _arena.Write<ObjectBlock>(found).Terms = _rates.Describe(target);
        }
    }

    /// <summary>Takes in an event that is a signal.</summary>
    internal void Apply(EventView e, int signal)
    {
        SignalDefinition by = Plan.Surface.Signals[signal];
        uint actor = e.Entity(by.Subject.Index);
        uint target = e.Entity(by.Object.Index);
        if (actor == 0 || target == 0)
        {
            return;
        }

        long now = e.Time.Microseconds;
        uint subject = Subject(actor, now);
        uint found = Object(target, now);
        bool isNewcomer = BurstGuard.IsNewcomer(in _arena.Read<SubjectBlock>(subject), now);
        int at = Entry(subject, target, by.Weight == 0, now);
        SubjectEntry before = EntriesOf(subject)[at];
        Update(ref WriteEntries(subject)[at], by, signal, now);
        if (by.Weight == 0)
        {
            _rates.Show(in _arena.Read<ObjectBlock>(found).Terms, MeanLikings, MeanGoals);
            _arena.Write<ObjectBlock>(found).Shown++;
            _arena.Write<SpaceBlock>(_block).Shown++;
            return;
        }

        if (by.Weight > 0)
        {
            Like(e, new Liking(subject, found, before, by, signal, isNewcomer), now);
        }
    }

    private static uint Hash(uint number) => StableHash.To32(StableHash.Of(number, 1));

    private uint Subject(uint number, long now)
    {
        uint block = FindSubject(number);
        if (block != 0)
        {
            _subjectIdle.Use(block, now);
            return block;
        }

        block = _arena.Allocate(Unsafe.SizeOf<SubjectBlock>());
        ref SubjectBlock subject = ref _arena.Write<SubjectBlock>(block);
        subject.Subject = number;
        subject.FirstSeen = now;
        Entities.AddReference(Plan.Actor.Index, number);
        _subjects.Add(Hash(number), block);
        _subjectIdle.Add(block, now);
        return block;
    }

    private uint Object(uint number, long now)
    {
        uint block = FindObject(number);
        if (block != 0)
        {
            _objectIdle.Use(block, now);
            return block;
        }

        block = _arena.Allocate(Unsafe.SizeOf<ObjectBlock>());
        ref ObjectBlock target = ref _arena.Write<ObjectBlock>(block);
        target.Object = number;
        target.FirstSeen = now;
        target.Trend = double.NegativeInfinity;
        Entities.AddReference(Plan.Of.Index, number);
        _objects.Add(Hash(number), block);
        _objectIdle.Add(block, now);
        Welcome(number);
        return block;
    }

    private void Welcome(uint number)
    {
        ref SpaceBlock state = ref _arena.Write<SpaceBlock>(_block);
        int at = state.NewcomerCount % InteractionLimits.Newcomers;
        Span<uint> ring = _arena.WriteSpan<uint>(state.Newcomers, InteractionLimits.Newcomers);
        Entities.AddReference(Plan.Of.Index, number);
        if (state.NewcomerCount >= InteractionLimits.Newcomers)
        {
            Entities.Release(Plan.Of.Index, ring[at]);
        }

        ring[at] = number;
        state.NewcomerCount = state.NewcomerCount + 1 < 2 * InteractionLimits.Newcomers
            ? state.NewcomerCount + 1 : InteractionLimits.Newcomers;
    }

    private Span<SubjectEntry> WriteEntries(uint subject)
    {
        ref readonly SubjectBlock block = ref _arena.Read<SubjectBlock>(subject);
        return _arena.WriteSpan<SubjectEntry>(block.Entries, block.Count);
    }

    // The place of the entry of an object, made if there is none.
    private int Entry(uint subject, uint target, bool isShown, long now)
    {
        ReadOnlySpan<SubjectEntry> entries = EntriesOf(subject);
        for (int i = 0; i < entries.Length; i++)
        {
            if (entries[i].Object == target)
            {
                return i;
            }
        }

        Entities.AddReference(Plan.Of.Index, target);
        SubjectEntry entry = new() { Object = target, Time = now };
        if (entries.Length == InteractionLimits.EntriesPerSubject)
        {
            int victim = Victim(entries, isShown);
            Entities.Release(Plan.Of.Index, entries[victim].Object);
            WriteEntries(subject)[victim] = entry;
            return victim;
        }

        ref SubjectBlock block = ref _arena.Write<SubjectBlock>(subject);
        block.Entries = SlotList.Grow<SubjectEntry>(_arena, block.Entries, block.Count);
        block.Count++;
        WriteEntries(subject)[^1] = entry;
        return block.Count - 1;
    }

    // The oldest goes: of what was only shown or of what was dealt with, whichever there is more of than it may be.
    private static int Victim(ReadOnlySpan<SubjectEntry> entries, bool isShown)
    {
        int shown = isShown ? 1 : 0;
        foreach (ref readonly SubjectEntry entry in entries)
        {
            shown += entry.Weight == 0 ? 1 : 0;
        }

        bool goesShown = shown > InteractionLimits.ShownPerSubject;
        int victim = -1;
        for (int i = 0; i < entries.Length; i++)
        {
            if ((entries[i].Weight == 0) == goesShown && (victim < 0 || entries[i].Time < entries[victim].Time))
            {
                victim = i;
            }
        }

        return victim;
    }

    private void Update(ref SubjectEntry entry, SignalDefinition by, int signal, long now)
    {
        entry.Signals |= 1u << signal;
        if (by.Weight == 0)
        {
            entry.Shown = (ushort)Math.Min(ushort.MaxValue, entry.Shown + 1);
            entry.ShownAt = now;
            entry.Time = entry.Weight == 0 ? now : entry.Time;
            return;
        }

        entry.Weight = (float)(WeightAt(in entry, now) + by.Weight);
        entry.Time = now;
        entry.LastSignal = (ushort)signal;
        if (by.Weight > 0)
        {
            entry.Shown = 0;
            entry.ReachedAt = signal == Plan.GoalSignal ? now : entry.ReachedAt;
        }
    }

    private void Like(EventView e, Liking liking, long now)
    {
        (uint subject, uint target, SubjectEntry before, SignalDefinition by, int signal, bool isNewcomer) = liking;
        uint number = _arena.Read<ObjectBlock>(target).Object;
        bool isSuspect = IsSuspect(_arena.Read<SubjectBlock>(subject).Subject);
        ref ObjectBlock block = ref _arena.Write<ObjectBlock>(target);
        ref SpaceBlock all = ref _arena.Write<SpaceBlock>(_block);
        if (isSuspect || (!BurstGuard.Admit(ref block.Gains, ref all.Gains, isNewcomer, now) && _guardsBursts))
        {
            _arena.Write<SubjectBlock>(subject).Held++;
            block.Held++;
            all.Held++;
            return;
        }

        // What is sought after and what goes together is a matter of a few likings, so that the first newcomers of a
        // burst could make it up.
        bool leads = !isNewcomer || !_guardsBursts || BurstGuard.IsUsual(in block.Gains, in all.Gains);

        bool isGoal = signal == Plan.GoalSignal;
        if (isGoal)
        {
            double value = Plan.ValueOf(e);
            block.Reached++;
            block.ValueSum += value;
            all.Reached++;
            all.ValueSum += value;
            Scale(ref all, number, value);
        }
        else
        {
            block.Liked++;
            all.Liked++;
        }

        // Rates are of what is shown: elsewhere objects are liked without it.
        if (block.Shown > 0)
        {
            _rates.Like(in block.Terms, isGoal);
        }

        bool isRepeated = before.LastSignal == signal && (before.Signals & (1u << signal)) != 0
            && now - before.Time < InteractionLimits.Session.Microseconds;
        if (!isRepeated && leads)
        {
            _trends.Rise(ref block, by.Weight, now);
        }

        if (leads)
        {
            Remember(ref block, _arena.Read<SubjectBlock>(subject).Subject);
            Link(subject, target, before, isGoal, now);
        }
    }

    private void Link(uint subject, uint target, SubjectEntry before, bool isGoal, long now)
    {
        bool wasLiked = before.Weight != 0 && now - before.Time < InteractionLimits.Session.Microseconds;
        if (!wasLiked)
        {
            Pair(subject, target, now, InteractionLimits.Session.Microseconds, inBasket: false);
        }

        bool wasReached = before.ReachedAt != 0 && now - before.ReachedAt < InteractionLimits.Basket.Microseconds;
        if (isGoal && !wasReached)
        {
            Pair(subject, target, now, InteractionLimits.Basket.Microseconds, inBasket: true);
        }
    }

    private void Scale(ref SpaceBlock all, uint target, double value)
    {
        for (int i = 0; i < Plan.Amounts.Count; i++)
        {
            double amount = Plan.AmountOf(_context.Profiles, target, i);
            if (amount > 0 && value > 0)
            {
                all.Scales[i].Add(value, amount);
            }
        }
    }

    private bool IsSuspect(uint actor)
    {
        foreach (ISuspicion suspicion in _suspicions)
        {
            if (suspicion.IsEventSuspect || suspicion.IsSuspect(Plan.Actor, actor))
            {
                return true;
            }
        }

        return false;
    }

    private void Remember(ref ObjectBlock block, uint subject)
    {
        int held = Math.Min(block.RecentCount, InteractionLimits.SubjectsPerObject);
        if (held > 0 && _arena.ReadSpan<uint>(block.Recent, held).Contains(subject))
        {
            return;
        }

        Entities.AddReference(Plan.Actor.Index, subject);
        int at = block.RecentCount % InteractionLimits.SubjectsPerObject;
        if (block.RecentCount >= InteractionLimits.SubjectsPerObject)
        {
            Entities.Release(Plan.Actor.Index, _arena.ReadSpan<uint>(block.Recent, held)[at]);
        }
        else
        {
            block.Recent = SlotList.Grow<uint>(_arena, block.Recent, held);
        }

        _arena.WriteSpan<uint>(block.Recent, Math.Max(held, at + 1))[at] = subject;
        block.RecentCount = block.RecentCount + 1 < 2 * InteractionLimits.SubjectsPerObject
            ? block.RecentCount + 1 : InteractionLimits.SubjectsPerObject;
    }

    // Counts the object with the newest others of the same session or basket.
    private void Pair(uint subject, uint target, long now, long window, bool inBasket)
    {
        uint number = _arena.Read<ObjectBlock>(target).Object;
        Span<uint> others = stackalloc uint[InteractionLimits.PairsPerEvent];
        int count = Newest(EntriesOf(subject), number, now - window, inBasket, others);
        ref SpaceBlock all = ref _arena.Write<SpaceBlock>(_block);
        all.Sessions += count == 0 && !inBasket ? 1 : 0;
        all.Baskets += count == 0 && inBasket ? 1 : 0;
        ref ObjectBlock block = ref _arena.Write<ObjectBlock>(target);
        block.Sessions += inBasket ? 0 : 1;
        block.Baskets += inBasket ? 1 : 0;
        for (int i = 0; i < count; i++)
        {
            if (FindObject(others[i]) is uint other and > 0)
            {
                CountPair(target, others[i], inBasket);
                CountPair(other, number, inBasket);
            }
        }
    }

    private void CountPair(uint target, uint other, bool inBasket)
    {
        ref ObjectBlock block = ref _arena.Write<ObjectBlock>(target);
        if (inBasket)
        {
            NeighbourTable.Count(_arena, Entities, Plan.Of.Index, ref block.Bought, ref block.BoughtCount, other);
        }
        else
        {
            NeighbourTable.Count(_arena, Entities, Plan.Of.Index, ref block.Together, ref block.TogetherCount, other);
        }
    }

    private static int Newest(
        ReadOnlySpan<SubjectEntry> entries, uint except, long after, bool inBasket, Span<uint> others)
    {
        Span<long> times = stackalloc long[InteractionLimits.PairsPerEvent];
        int count = 0;
        foreach (ref readonly SubjectEntry entry in entries)
        {
            long time = inBasket ? entry.ReachedAt : entry.Weight > 0 ? entry.Time : 0;
            if (entry.Object == except || time == 0 || time <= after)
            {
                continue;
            }

            int at = count;
            while (at > 0 && times[at - 1] < time)
            {
                at--;
            }

            if (at < others.Length)
            {
                count = Math.Min(count + 1, others.Length);
                times[at..(count - 1)].CopyTo(times[(at + 1)..]);
                others[at..(count - 1)].CopyTo(others[(at + 1)..]);
                times[at] = time;
                others[at] = entry.Object;
            }
        }

        return count;
    }

    private readonly record struct Liking(
        uint Subject, uint Target, SubjectEntry Before, SignalDefinition By, int Signal, bool IsNewcomer);

    private readonly struct SubjectMatch(uint number) : IChainMatch
    {
        private readonly uint _number = number;

        public bool Matches(Arena arena, uint handle) => arena.Read<SubjectBlock>(handle).Subject == _number;
    }

    private readonly struct ObjectMatch(uint number) : IChainMatch
    {
        private readonly uint _number = number;

        public bool Matches(Arena arena, uint handle) => arena.Read<ObjectBlock>(handle).Object == _number;
    }
}
