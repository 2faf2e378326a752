using System.Runtime.CompilerServices;
using Souk.Core.State;

namespace Souk.Experiments.Running;

/// <summary>The units of all experiments: one block for each experiment and unit, found by hash.</summary>
internal sealed class UnitTable
{
    private readonly Arena _arena;
    private HashIndex _index;

    internal UnitTable(Arena arena) => _arena = arena;

    internal uint Create()
    {
        _index = HashIndex.Create(_arena);
        return _index.Handle;
    }

    internal void Open(uint handle) => _index = HashIndex.Open(_arena, handle);

    internal static int Bytes(int metrics) => Unsafe.SizeOf<UnitRow>() + (metrics * 2 * sizeof(long));

    internal uint Find(uint experiment, uint unit) =>
        _index.Find(Hash(experiment, unit), new RowMatch(experiment, unit));

    internal uint Add(uint experiment, uint unit, int metrics)
    {
        uint row = _arena.Allocate(Bytes(metrics));
        ref UnitRow head = ref _arena.Write<UnitRow>(row);
        head.Experiment = experiment;
        head.Unit = unit;
        _index.Add(Hash(experiment, unit), row);
        return row;
    }

    internal void Remove(uint row, int metrics)
    {
        _index.Remove(row);
        _arena.Free(row, Bytes(metrics));
    }

    /// <summary>The values of a row: value and covariate of each metric in turn.</summary>
    internal Span<long> Values(uint row, int metrics) =>
        _arena.WriteSpan<long>(row + (uint)(Unsafe.SizeOf<UnitRow>() / 8), metrics * 2);

    private static uint Hash(uint experiment, uint unit) => StableHash.To32(StableHash.Of(experiment, unit));

    private readonly struct RowMatch(uint experiment, uint unit) : IChainMatch
    {
        public bool Matches(Arena arena, uint handle)
        {
            ref readonly UnitRow row = ref arena.Read<UnitRow>(handle);
            return row.Experiment == experiment && row.Unit == unit;
        }
    }
}
