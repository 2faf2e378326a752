using Souk.Core.State;
using Souk.Log;
using Souk.Risk.Decisions;

namespace Souk.Risk.Monitoring;

/// <summary>The newest alerts in an arena.</summary>
internal sealed class AlertLog
{
    private readonly Arena _arena;
    private readonly int _root;
    private PagedArray<AlertBlock> _blocks;

    /// <summary>Makes an empty log.</summary>
    /// <param name="arena">The arena.</param>
    /// <param name="root">The first of two roots that it takes.</param>
    internal AlertLog(Arena arena, int root)
    {
        _arena = arena;
        _root = root;
        _blocks = PagedArray<AlertBlock>.Create(arena);
        arena.SetRoot(root, _blocks.Handle);
    }

    internal void Open() => _blocks = PagedArray<AlertBlock>.Open(_arena, (uint)_arena.GetRoot(_root));

    internal void Add(RiskAlert alert, LogPosition position)
    {
        ulong count = _arena.GetRoot(_root + 1);
        ref AlertBlock block = ref _blocks.At((uint)(count % MonitorLimits.MaxAlerts));
        if (block.Text != 0)
        {
            ArenaText.Free(_arena, block.Text);
        }

        uint text = ArenaText.Write(_arena, alert.ToJson());
        block = ref _blocks.At((uint)(count % MonitorLimits.MaxAlerts));
        block.Text = text;
        block.Position = position.Value;
        _arena.SetRoot(_root + 1, count + 1);
    }

    /// <summary>The alerts kept, newest first.</summary>
    internal IEnumerable<(RiskAlert Alert, LogPosition Position)> Newest()
    {
        ulong count = _arena.GetRoot(_root + 1);
        for (ulong i = count; i > 0 && count - i < MonitorLimits.MaxAlerts; i--)
        {
            AlertBlock block = _blocks.Get((uint)((i - 1) % MonitorLimits.MaxAlerts));
            if (RiskAlert.Read(ArenaText.Read(_arena, block.Text)) is RiskAlert alert)
            {
                yield return (alert, new LogPosition(block.Position));
            }
        }
    }

    private struct AlertBlock
    {
        public long Position;
        public uint Text;
        public uint Unused;
    }
}
