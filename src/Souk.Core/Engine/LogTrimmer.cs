using Souk.Core.Definition;
using Souk.Log;

namespace Souk.Core.Engine;

/// <summary>
/// Lets go of the log's oldest segments as retention and size say: after a snapshot, never what a kept
/// snapshot still has to replay, never what a window, the horizon of event ids or a kind's retention reaches back to,
/// and nothing while somebody replays the log from its start.
/// </summary>
internal sealed class LogTrimmer
{
    private readonly SegmentedLog _log;
    private readonly DirectiveArchive _archive;
    private readonly long? _maxBytes;
    private readonly Lock _gate = new();
    private int _holds;

    internal LogTrimmer(SegmentedLog log, DirectiveArchive archive, long? maxBytes)
    {
        _maxBytes = maxBytes;
        _log = log;
        _archive = archive;
    }

    /// <summary>Keeps the log whole until the answer is disposed.</summary>
    internal IDisposable Hold()
    {
        lock (_gate)
        {
            _holds++;
        }

        return new Release(this);
    }

    /// <summary>Deletes what may go; from any thread.</summary>
    /// <param name="definition">The definition in force.</param>
    /// <param name="oldestSnapshot">The oldest snapshot that is kept; zero for none.</param>
    /// <param name="cancellation">Ends the work early.</param>
    internal void Trim(MarketplaceDefinition definition, LogPosition oldestSnapshot, CancellationToken cancellation)
    {
        if ((definition.Retention is null && _maxBytes is null) || oldestSnapshot == LogPosition.Zero)
        {
            return;
        }

        lock (_gate)
        {
            if (_holds > 0)
            {
                return;
            }

            _log.Retention = new LogRetention
            {
                MaxAge = definition.Retention?.ToTimeSpan(),
                MaxBytes = _maxBytes,
                Floor = FloorOf(definition).ToTimeSpan(),
            };
            _archive.CopyBefore(_log, oldestSnapshot.Next, cancellation);
            _log.ApplyRetention(oldestSnapshot.Next);
        }
    }

    /// <summary>How far back the state reaches at any time.</summary>
    private static Duration FloorOf(MarketplaceDefinition definition)
    {
        Duration floor = definition.LongestWindow > definition.IdHorizon
            ? definition.LongestWindow
            : definition.IdHorizon;
        foreach (EntityKind kind in definition.EntityKinds)
        {
            floor = kind.Retain is Duration retain && retain > floor ? retain : floor;
        }

        return floor;
    }

    private sealed class Release(LogTrimmer trimmer) : IDisposable
    {
        private bool _done;

        public void Dispose()
        {
            lock (trimmer._gate)
            {
                trimmer._holds -= _done ? 0 : 1;
                _done = true;
            }
        }
    }
}
