using System.Runtime.CompilerServices;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Entities;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Log;
using Souk.Recommend.Interactions;

namespace Souk.Recommend.Online;

/// <summary>
/// Corrects the chances of one surface's ranker by what became of what was shown since it is in force. Each impression
/// teaches when its goal can no longer be told from others': an hour after it, with what followed until then. The
/// level, the slope and the place are learned beside, so that objects and groups do not stand for them; what is served
/// is the share of the object and its groups alone.
/// </summary>
internal sealed class OnlineStage
{
    /// <summary>The impressions that wait at most: 64 MB. Those that come while there are so many teach
    /// nothing.</summary>
    internal const int MaxWaiting = 1_000_000;

    // Log time may jump over hours at once; no event waits for all that this lets mature.
    private const int MaturedPerEvent = 64;

    // Log-odds beyond this are certainty either way, and would make steps without measure.
    private const double MaxLogit = 12;

    private readonly SurfaceDefinition _surface;
    private readonly Arena _arena;
    private readonly ProfileStore _profiles;
    private readonly SignalDefinition _shown;
    private readonly int _surfaceField;
    private readonly int _modelField;
    private readonly int _chanceField;
    private readonly int _placeField;
    private readonly byte[] _name;
    private readonly PersonalEffects _personal;
    private uint _block;

    internal OnlineStage(SurfaceDefinition surface, Arena arena, ProfileStore profiles)
    {
        _surface = surface;
        _arena = arena;
        _profiles = profiles;
        _shown = surface.Signals.First(s => s.Weight == 0);
        _surfaceField = _shown.EventType.FindField("surface")!.Index;
        _modelField = _shown.EventType.FindField("model")!.Index;
        _chanceField = _shown.EventType.FindField("chance")!.Index;
        _placeField = _shown.EventType.FindField("rank")?.Index ?? -1;
        _personal = new PersonalEffects(surface, arena, profiles);
        _name = System.Text.Encoding.UTF8.GetBytes(surface.Name);
    }

    /// <summary>How long after an impression the goal counts as its doing.</summary>
    internal static Duration Window => InteractionLimits.Session;

    internal SurfaceDefinition Surface => _surface;

    internal EventType Shown => _shown.EventType;

    internal SignalDefinition Goal => _surface.Goal!;

    /// <summary>What was counted; the version is the ranker's that is corrected, 0 for none.</summary>
    internal ref readonly OnlineBlock State => ref _arena.Read<OnlineBlock>(_block);

    internal uint Create()
    {
        _block = _arena.Allocate(Unsafe.SizeOf<OnlineBlock>());
        _arena.Write<OnlineBlock>(_block) = new OnlineBlock
        {
            Weights = PagedArray<OnlineWeight>.Create(_arena).Handle,
            Index = HashIndex.Create(_arena).Handle,
            Personal = _personal.Create(),
        };
        return _block;
    }

    internal void Open(uint block)
    {
        _block = block;
        _personal.Open(State.Personal);
    }

    /// <summary>What is added to the log-odds of an object for one subject alone.</summary>
    /// <param name="subject">The subject; see <see cref="SubjectOf"/>.</param>
    /// <param name="number">The object's number.</param>
    /// <param name="now">The moment, in microseconds.</param>
    internal double PersonalCorrectionOf(ulong subject, uint number, long now) =>
        _personal.CorrectionOf(subject, number, now);

    /// <summary>A subject as its effects are found by.</summary>
    internal static ulong SubjectOf(ReadOnlySpan<byte> id) => StableHash.Of(id);

    /// <summary>What is added to the log-odds of an object.</summary>
    internal double CorrectionOf(uint number, ReadOnlySpan<byte> id)
    {
        Span<ushort> slots = stackalloc ushort[OnlineFeatures.Hashed];
        OnlineFeatures.OfObject(_surface, _profiles, number, id, slots);
        PagedArray<OnlineWeight> weights = PagedArray<OnlineWeight>.Open(_arena, State.Weights);
        double sum = 0;
        foreach (ushort slot in slots)
        {
            sum += slot == 0 ? 0 : weights.Get(slot).Value;
        }

        return sum;
    }

    /// <summary>Follows what is in force: another ranker is corrected anew.</summary>
    internal void Follow(int model, LogPosition from)
    {
        ref OnlineBlock block = ref _arena.Write<OnlineBlock>(_block);
        if (block.Model == model && block.ModelFrom == from.Value)
        {
            return;
        }

        block.Model = model;
        block.ModelFrom = from.Value;
        block.Learned = 0;
        block.Goals = 0;
        PagedArray<OnlineWeight> weights = PagedArray<OnlineWeight>.Open(_arena, block.Weights);
        for (uint slot = 0; slot < weights.Capacity; slot++)
        {
            if (weights.Get(slot).Squares > 0)
            {
                weights.At(slot) = default;
            }
        }
    }

    /// <summary>Lets an impression wait for its goal.</summary>
    internal void Show(EventView e)
    {
        OnlineBlock block = State;
        if (block.Model == 0 || !e.Has(_chanceField) || !e.Has(_modelField) || e.Whole(_modelField) != block.Model
            || !e.Has(_surfaceField) || !e.TextEquals(_surfaceField, _name)
            || e.Number(_chanceField) is not (> 0 and < 1) || !e.Has(_shown.Subject.Index)
            || !e.Has(_shown.Object.Index))
        {
            return;
        }

        if (block.Waiting >= MaxWaiting)
        {
            _arena.Write<OnlineBlock>(_block).Dropped++;
            return;
        }

        uint handle = _arena.Allocate(Unsafe.SizeOf<PendingImpression>());
        ulong pair = PairOf(e, _shown);
        HashIndex.Open(_arena, block.Index).Add(StableHash.To32(pair), handle);
        Fill(e, ref _arena.Write<PendingImpression>(handle), pair, block.Model);
        ref OnlineBlock state = ref _arena.Write<OnlineBlock>(_block);
        if (state.Newest == 0)
        {
            state.Oldest = handle;
        }
        else
        {
            _arena.Write<PendingImpression>(state.Newest).Newer = handle;
        }

        state.Newest = handle;
        state.Waiting++;
        _personal.Show(
            SubjectOf(e.Text(_shown.Subject.Index)), e.Entity(_shown.Object.Index), e.Number(_chanceField),
            PlaceOf(e) - OnlineFeatures.FirstPlace, e.Time.Microseconds);
    }

    /// <summary>Takes in an event that is a signal of liking: the newest impression of the pair is liked.</summary>
    internal void Like(EventView e, SignalDefinition signal)
    {
        if (!e.Has(signal.Subject.Index) || !e.Has(signal.Object.Index))
        {
            return;
        }

        ulong pair = PairOf(e, signal);
        uint found = HashIndex.Open(_arena, State.Index).Find(StableHash.To32(pair), new PairMatch(pair));
        if (found != 0 && _arena.Read<PendingImpression>(found).IsLiked == 0)
        {
            _arena.Write<PendingImpression>(found).IsLiked = 1;
            _personal.Like(
                SubjectOf(e.Text(signal.Subject.Index)), e.Entity(signal.Object.Index), e.Time.Microseconds);
        }
    }

    /// <summary>Tells the newest impression of the pair that its goal followed.</summary>
    internal void Reach(EventView e)
    {
        if (!e.Has(Goal.Subject.Index) || !e.Has(Goal.Object.Index))
        {
            return;
        }

        ulong pair = PairOf(e, Goal);
        uint found = HashIndex.Open(_arena, State.Index).Find(StableHash.To32(pair), new PairMatch(pair));
        if (found != 0 && e.Time.Microseconds - _arena.Read<PendingImpression>(found).Time < Window.Microseconds)
        {
            _arena.Write<PendingImpression>(found).IsGoal = 1;
        }
    }

    /// <summary>Learns from impressions whose time is over.</summary>
    internal void Mature(LogTime now)
    {
        for (int i = 0; i < MaturedPerEvent; i++)
        {
            uint handle = State.Oldest;
            if (handle == 0 || now.Microseconds - _arena.Read<PendingImpression>(handle).Time < Window.Microseconds)
            {
                return;
            }

            PendingImpression matured = _arena.Read<PendingImpression>(handle);
            ref OnlineBlock block = ref _arena.Write<OnlineBlock>(_block);
            block.Oldest = matured.Newer;
            block.Newest = matured.Newer == 0 ? 0 : block.Newest;
            block.Waiting--;
            HashIndex.Open(_arena, block.Index).Remove(handle);
            _arena.Free(handle, Unsafe.SizeOf<PendingImpression>());
            _personal.Settle(
                1 / (1 + Math.Exp(-matured.Logit)), matured.Place - OnlineFeatures.FirstPlace, matured.IsLiked != 0);
            if (matured.Model == block.Model)
            {
                Learn(in matured);
            }
        }
    }

    private static ulong PairOf(EventView e, SignalDefinition signal) => StableHash.Of(
        e.Text(signal.Object.Index), StableHash.Of(e.Text(signal.Subject.Index)));

    private void Fill(EventView e, ref PendingImpression impression, ulong pair, int model)
    {
        Span<ushort> slots = stackalloc ushort[OnlineFeatures.Hashed];
        int target = _shown.Object.Index;
        OnlineFeatures.OfObject(_surface, _profiles, e.Entity(target), e.Text(target), slots);
        double chance = e.Number(_chanceField);
        impression.Pair = pair;
        impression.Time = e.Time.Microseconds;
        impression.Logit = Math.Clamp(Math.Log(chance / (1 - chance)), -MaxLogit, MaxLogit);
        impression.Slots = Unsafe.As<ushort, ulong>(ref slots[0]);
        impression.Newer = 0;
        impression.Model = model;
        impression.Place = PlaceOf(e);
        impression.IsGoal = 0;
        impression.IsLiked = 0;
    }

    private int PlaceOf(EventView e) =>
        OnlineFeatures.OfPlace(_placeField >= 0 && e.Has(_placeField) ? e.Whole(_placeField) : 0);

    // The model's log-odds are the offset: without evidence nothing is corrected.
    private void Learn(in PendingImpression impression)
    {
        ref OnlineBlock block = ref _arena.Write<OnlineBlock>(_block);
        block.Learned++;
        block.Goals += impression.IsGoal;
        PagedArray<OnlineWeight> weights = PagedArray<OnlineWeight>.Open(_arena, block.Weights);
        ulong packed = impression.Slots;
        Span<ushort> slots = stackalloc ushort[OnlineFeatures.Hashed];
        Unsafe.As<ushort, ulong>(ref slots[0]) = packed;
        double slope = impression.Logit / MaxLogit;
        double logit = impression.Logit + weights.Get(OnlineFeatures.Level).Value
            + (slope * weights.Get(OnlineFeatures.Slope).Value) + weights.Get((uint)impression.Place).Value;
        foreach (ushort slot in slots)
        {
            logit += slot == 0 ? 0 : weights.Get(slot).Value;
        }

        double error = (1 / (1 + Math.Exp(-logit))) - impression.IsGoal;
        weights.At(OnlineFeatures.Level).Step(error);
        weights.At(OnlineFeatures.Slope).Step(error * slope);
        weights.At((uint)impression.Place).Step(error);
        foreach (ushort slot in slots)
        {
            if (slot != 0)
            {
                weights.At(slot).Step(error);
            }
        }
    }

    private readonly struct PairMatch(ulong pair) : IChainMatch
    {
        public bool Matches(Arena arena, uint handle) => arena.Read<PendingImpression>(handle).Pair == pair;
    }
}
