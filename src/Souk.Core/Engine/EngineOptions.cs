using Souk.Log;
using Souk.Log.Files;

namespace Souk.Core.Engine;

/// <summary>How an engine is opened.</summary>
public sealed record EngineOptions
{
    /// <summary>The data folder: log, definitions, snapshots and the projections' side files.</summary>
    public required string Folder { get; init; }

    /// <summary>The text of the definition to run under, or null for the one the log was last written under. A text
    /// that differs from it becomes the log's next definition, and the state is rebuilt under it.</summary>
    public string? DefinitionText { get; init; }

    /// <summary>The projections to run.</summary>
    public IReadOnlyList<IProjectionFactory> Projections { get; init; } = [];

    /// <summary>The size of a log segment in bytes; see <see cref="LogOptions.SegmentBytes"/>.</summary>
    public long SegmentBytes { get; init; } = 256L << 20;

    /// <summary>What may be cut from a damaged log without asking; see
    /// <see cref="LogOptions.AcceptDataLoss"/>.</summary>
    public bool AcceptDataLoss { get; init; }

    /// <summary>The disk below the log, or null for the folder on the real one.</summary>
    public ILogFiles? LogFiles { get; init; }

    /// <summary>How many bytes of events may wait for the sequencer before more are refused. 64 MiB hold a third of a
    /// second at a million events a second. At least 1 MiB.</summary>
    public long MaxWaitingBytes { get; init; } = 64L << 20;

    /// <summary>A snapshot is taken after this many events: a restart replays at most about this many. At least
    /// 1.</summary>
    public long SnapshotEveryEvents { get; init; } = 2_000_000;

    /// <summary>While the log holds more bytes than this, its oldest segments may go, as far as windows and snapshots
    /// allow; null (the default) for no such limit. The definition's retention limits its age. At least 1.</summary>
    public long? MaxLogBytes { get; init; }

    /// <summary>Whether a snapshot is taken when the engine closes, so that the next start replays nothing.</summary>
    public bool SnapshotOnClose { get; init; } = true;

    /// <summary>Checks the bounds of what the engine itself uses; the log checks its own.</summary>
    /// <exception cref="ArgumentException">One is outside.</exception>
    internal void Validate()
    {
        const long LeastWaitingBytes = 1 << 20;
        ArgumentException.ThrowIfNullOrEmpty(Folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxWaitingBytes, LeastWaitingBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(SnapshotEveryEvents, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxLogBytes ?? 1, 1, nameof(MaxLogBytes));
    }
}
