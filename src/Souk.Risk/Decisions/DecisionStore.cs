using Souk.Core.Events;
using Souk.Core.State;
using Souk.Log;

namespace Souk.Risk.Decisions;

/// <summary>The newest decisions in the arena, in log order. Older ones are derived again from the log.</summary>
internal sealed class DecisionStore
{
    /// <summary>How many decisions are kept: four million, 256 MiB.</summary>
    internal const uint Kept = 1 << 22;

    private const int BlocksRoot = 4;
    private const int CountRoot = 5;
    private readonly Arena _arena;
    private PagedArray<DecisionBlock> _blocks;

    internal DecisionStore(Arena arena)
    {
        _arena = arena;
        _blocks = PagedArray<DecisionBlock>.Create(arena);
        arena.SetRoot(BlocksRoot, _blocks.Handle);
    }

    /// <summary>How many decisions were made ever.</summary>
    internal ulong Count => _arena.GetRoot(CountRoot);

    internal void Open() => _blocks = PagedArray<DecisionBlock>.Open(_arena, (uint)_arena.GetRoot(BlocksRoot));

    internal void Add(EventView e, int policy, CheckpointRunner? runner, RiskOutcome withoutPolicy)
    {
        uint rules = 0;
        if (runner is not null && runner.LiveCount + runner.ShadowCount > 0)
        {
            int fired = runner.LiveCount + runner.ShadowCount;
            rules = _arena.Allocate(fired * sizeof(ushort));
            Span<ushort> indexes = _arena.WriteSpan<ushort>(rules, fired);
            runner.Live.CopyTo(indexes);
            runner.Shadow.CopyTo(indexes[runner.LiveCount..]);
        }

        ulong count = Count;
        ref DecisionBlock block = ref _blocks.At((uint)(count % Kept));
        uint old = block.Rules;
        int oldBytes = (block.LiveCount + block.ShadowCount) * sizeof(ushort);
        block = new DecisionBlock
        {
            Position = e.Position.Value,
            Time = e.Time.Microseconds,
            Score = runner?.Score ?? 0,
            Amount = runner?.Amount ?? double.NaN,
            IdHash = StableHash.Of(e.Id),
            Policy = (uint)policy,
            Rules = rules,
            LiveCount = (ushort)(runner?.LiveCount ?? 0),
            ShadowCount = (ushort)(runner?.ShadowCount ?? 0),
            Faults = (ushort)(runner?.Faults ?? 1),
            Type = (ushort)e.Type.Index,
            Outcome = (byte)(runner?.Outcome ?? withoutPolicy),
            ShadowOutcome = (byte)(runner?.ShadowOutcome ?? withoutPolicy),
        };
        _arena.SetRoot(CountRoot, count + 1);
        if (old != 0)
        {
            _arena.Free(old, oldBytes);
        }
    }

    /// <summary>The decision on the event at a position.</summary>
    internal bool TryFind(LogPosition position, out DecisionBlock found)
    {
        ulong low = Count > Kept ? Count - Kept : 0;
        ulong high = Count;
        while (low < high)
        {
            ulong middle = (low + high) / 2;
            found = At(middle);
            if (found.Position == position.Value)
            {
                return true;
            }

            (low, high) = found.Position < position.Value ? (middle + 1, high) : (low, middle);
        }

        found = default;
        return false;
    }

    /// <summary>The decision of a number, from 0; one of the newest <see cref="Kept"/>.</summary>
    internal DecisionBlock At(ulong number) => _blocks.Get((uint)(number % Kept));

    internal ReadOnlySpan<ushort> RulesOf(in DecisionBlock block) => block.Rules == 0
        ? [] : _arena.ReadSpan<ushort>(block.Rules, block.LiveCount + block.ShadowCount);
}
