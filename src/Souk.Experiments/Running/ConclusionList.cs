using System.Text;
using Souk.Core.State;

namespace Souk.Experiments.Running;

/// <summary>How experiments ended, in the order of the log; of each the newest conclusion holds.</summary>
internal sealed class ConclusionList(Arena arena, int listRoot, int countRoot)
{
    private readonly List<(uint Experiment, int Variant, string? Reason)> _all = [];

    /// <summary>The shipped variants, in the order in which they were shipped.</summary>
    internal IEnumerable<(uint Experiment, int Variant)> Shipped => _all
        .Where((c, i) => c.Variant >= 0 && i == _all.FindLastIndex(l => l.Experiment == c.Experiment))
        .Select(c => (c.Experiment, c.Variant));

    /// <summary>The variant that an experiment shipped, or −1.</summary>
    internal int ShippedBy(uint experiment) =>
        _all.FindLastIndex(c => c.Experiment == experiment) is int at and >= 0 ? _all[at].Variant : -1;

    /// <summary>Why an experiment ended, or null.</summary>
    internal string? ReasonOf(uint experiment) => _all.FindLast(c => c.Experiment == experiment).Reason;

    internal void Add(uint experiment, int variant, string? reason)
    {
        if (arena.GetRoot(listRoot) == 0)
        {
            arena.SetRoot(listRoot, PagedArray<Block>.Create(arena).Handle);
        }

        Open().At((uint)_all.Count) = new Block
        {
            Experiment = experiment,
            Variant = variant,
            Reason = reason is null ? 0 : ArenaText.Write(arena, Encoding.UTF8.GetBytes(reason)),
        };
        _all.Add((experiment, variant, reason));
        arena.SetRoot(countRoot, (ulong)_all.Count);
    }

    internal void Restore()
    {
        _all.Clear();
        for (uint i = 0; i < arena.GetRoot(countRoot); i++)
        {
            Block block = Open().Get(i);
            string? reason = block.Reason == 0
                ? null
                : Encoding.UTF8.GetString(ArenaText.Read(arena, (uint)block.Reason));
            _all.Add((block.Experiment, block.Variant, reason));
        }
    }

    private PagedArray<Block> Open() => PagedArray<Block>.Open(arena, (uint)arena.GetRoot(listRoot));

    private struct Block
    {
        public uint Experiment;
        public int Variant;
        public ulong Reason;
    }
}
