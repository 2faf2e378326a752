using Souk.Core.Events;
using Souk.Core.State;
using Souk.Log;
using Souk.Risk.Models;

namespace Souk.Risk.Decisions;

/// <summary>The newest decisions in the arena, in log order. Older ones are derived again from the log.</summary>
internal sealed class DecisionStore
{
    /// <summary>How many decisions are kept: four million, 256 MiB.</summary>
    internal const uint Kept = 1 << 22;

    /// <summary>Of how many of the newest decisions what their models saw is kept, so that reasons can be told without
    /// a replay: 65,536, 16 MiB with 60 columns.</summary>
    internal const uint KeptRows = 1 << 16;

    private const int ScoreBytes = 32;
    private const int BlocksRoot = 4;
    private const int CountRoot = 5;
    private readonly Arena _arena;
    private readonly uint _capacity;
    private PagedArray<DecisionBlock> _blocks;

    /// <summary>Makes an empty store.</summary>
    /// <param name="arena">Where it keeps decisions.</param>
    /// <param name="capacity">How many.</param>
    internal DecisionStore(Arena arena, uint capacity = Kept)
    {
        _arena = arena;
        _capacity = capacity;
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
        uint models = WriteModels(runner);
        if (count >= KeptRows)
        {
            FreeRows(_blocks.Get((uint)((count - KeptRows) % _capacity)));
        }

        ref DecisionBlock block = ref _blocks.At((uint)(count % _capacity));
        DecisionBlock old = block;
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
            ModelCount = (byte)(runner?.Models.Length ?? 0),
            Models = models,
        };
        _arena.SetRoot(CountRoot, count + 1);
        if (old.Rules != 0)
        {
            _arena.Free(old.Rules, (old.LiveCount + old.ShadowCount) * sizeof(ushort));
        }

        if (old.Models != 0)
        {
            _arena.Free(old.Models, old.ModelCount * ScoreBytes);
        }
    }

    /// <summary>The decision on the event at a position.</summary>
    internal bool TryFind(LogPosition position, out DecisionBlock found)
    {
        ulong number = NumberAfter(new LogPosition(position.Value - 1));
        found = number < Count ? At(number) : default;
        return found.Position == position.Value;
    }

    /// <summary>The decision of a number, from 0; one of those kept.</summary>
    internal DecisionBlock At(ulong number) => _blocks.Get((uint)(number % _capacity));

    /// <summary>The number of the oldest decision that is kept.</summary>
    internal ulong Oldest => Count > _capacity ? Count - _capacity : 0;

    /// <summary>The position from which on decisions are kept; zero while all are.</summary>
    internal LogPosition OldestPosition => Oldest == 0 ? LogPosition.Zero : new LogPosition(At(Oldest).Position);

    /// <summary>The number of the first decision after a position that is kept; <see cref="Count"/> if there is
    /// none.</summary>
    internal ulong NumberAfter(LogPosition position)
    {
        ulong low = Oldest;
        ulong high = Count;
        while (low < high)
        {
            ulong middle = (low + high) / 2;
            (low, high) = At(middle).Position <= position.Value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>A decision with what its block refers to.</summary>
    internal StoredDecision Take(in DecisionBlock block)
    {
        ushort[] rules = block.Rules == 0
            ? [] : _arena.ReadSpan<ushort>(block.Rules, block.LiveCount + block.ShadowCount).ToArray();
        ModelScoreBlock[] models = block.Models == 0
            ? [] : _arena.ReadSpan<ModelScoreBlock>(block.Models, block.ModelCount).ToArray();
        float[]?[] rows = models.Length == 0 ? [] : new float[]?[models.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = models[i].Row == 0
                ? null : _arena.ReadSpan<float>(models[i].Row, models[i].Columns).ToArray();
        }

        return new StoredDecision(block, rules, models, rows);
    }

    private uint WriteModels(CheckpointRunner? runner)
    {
        if (runner is null || runner.Models.Length == 0)
        {
            return 0;
        }

        uint handle = _arena.Allocate(runner.Models.Length * ScoreBytes);
        for (int i = 0; i < runner.Models.Length; i++)
        {
            ModelSlot slot = runner.Models[i];
            float[]? seen = slot.Champion?.Row;
            uint row = 0;
            if (seen is not null)
            {
                row = _arena.Allocate(seen.Length * sizeof(float));
                seen.CopyTo(_arena.WriteSpan<float>(row, seen.Length));
            }

            _arena.WriteSpan<ModelScoreBlock>(handle, runner.Models.Length)[i] = new ModelScoreBlock
            {
                Probability = slot.Probability,
                ChallengerProbability = slot.Challenger?.Probability ?? double.NaN,
                Version = slot.Version,
                ChallengerVersion = slot.Challenger?.Version ?? 0,
                Row = row,
                Columns = (ushort)(seen?.Length ?? 0),
                Outcome = (byte)slot.Outcome,
            };
        }

        return handle;
    }

    private void FreeRows(in DecisionBlock block)
    {
        for (int i = 0; block.Models != 0 && i < block.ModelCount; i++)
        {
            ref ModelScoreBlock score = ref _arena.WriteSpan<ModelScoreBlock>(block.Models, block.ModelCount)[i];
            if (score.Row != 0)
            {
                _arena.Free(score.Row, score.Columns * sizeof(float));
                score.Row = 0;
            }
        }
    }
}
