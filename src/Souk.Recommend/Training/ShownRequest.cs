using Souk.Log;

namespace Souk.Recommend.Training;

/// <summary>What one request showed.</summary>
internal sealed class ShownRequest(ulong key, ulong draw, LogPosition first, long time, string subject)
{
    internal ulong Key { get; } = key;

    /// <summary>What decides whether it is among those drawn: the smallest are.</summary>
    internal ulong Draw { get; } = draw;

    /// <summary>The position of its first event; features are read right before it.</summary>
    internal LogPosition First { get; } = first;

    /// <summary>The log time of its first event.</summary>
    internal long Time { get; } = time;

    internal string Subject { get; } = subject;

    internal List<ShownRow> Rows { get; } = [];

    internal bool HasGoal => Rows.Exists(r => r.IsGoal);
}
