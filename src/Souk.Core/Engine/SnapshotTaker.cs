using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Souk.Core.State;
using Souk.Log;

namespace Souk.Core.Engine;

/// <summary>Takes snapshots of the live fold: starts them on the sequencer's thread, which costs microseconds, and
/// writes them on a thread of its own while events go on.</summary>
internal sealed class SnapshotTaker : IDisposable
{
    private readonly SnapshotStore _store;
    private readonly SegmentedLog _log;
    private readonly LogTrimmer _trimmer;
    private readonly StateGate _gate;
    private readonly EngineCounters _counters;
    private readonly CancellationTokenSource _stop = new();
    private Task _writing = Task.CompletedTask;

    internal SnapshotTaker(
        SnapshotStore store, SegmentedLog log, LogTrimmer trimmer, StateGate gate, EngineCounters counters)
    {
        _store = store;
        _log = log;
        _trimmer = trimmer;
        _gate = gate;
        _counters = counters;
    }

    /// <summary>The position of the newest snapshot.</summary>
    internal LogPosition Newest { get; set; }

    /// <summary>Why the last snapshot could not be written, or the log not trimmed after it; or null. The engine goes
    /// on.</summary>
    internal Exception? LastFailure { get; private set; }

    /// <summary>Waits for the snapshot being written, if there is one, and throws if it could not be written.</summary>
    internal async Task Outcome()
    {
        await _writing;
        if (LastFailure is Exception failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Whether a snapshot is being written.</summary>
    internal bool IsBusy => !_writing.IsCompleted;

    /// <summary>Waits for the snapshot being written, if there is one.</summary>
    internal Task Finished => _writing;

    public void Dispose()
    {
        _stop.Cancel();
        _writing.Wait();
        _stop.Dispose();
    }

    /// <summary>Starts a snapshot of a fold that stands still; sequencer's thread only. Does nothing while one is being
    /// written or where the newest covers the position already.</summary>
    internal void Start(Fold fold)
    {
        if (IsBusy || fold.Position <= Newest)
        {
            return;
        }

        long started = Stopwatch.GetTimestamp();
        LogPosition position = fold.Position;
        List<ArenaCapture> captures = [];
        _gate.EnterWrite();
        try
        {
            fold.Seal();
            foreach (Arena arena in fold.Arenas)
            {
                captures.Add(arena.BeginCapture());
            }
        }
        finally
        {
            _gate.ExitWrite();
        }

        _counters.AddSnapshot((long)Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        _writing = Task.Factory.StartNew(
            () => Write(fold, position, captures), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    private void Write(Fold fold, LogPosition position, List<ArenaCapture> captures)
    {
        try
        {
            SnapshotFile.Write(
                _store.TemporaryPathOf(position), _log.Identity, position, fold, captures, _gate,
                _stop.Token);
            foreach (IProjection projection in fold.Projections)
            {
                projection.Sync();
            }

            // A snapshot must never be ahead of the log that a crash would leave.
            _log.WaitForDurable(position, _stop.Token).AsTask().GetAwaiter().GetResult();
            _store.Publish(position);
            Newest = position;
            _trimmer.Trim(fold.Definition, _store.Positions[^1], _stop.Token);
            LastFailure = null;
        }
        catch (Exception e)
        {
            // Whatever it was, the engine goes on without this snapshot and says so.
            LastFailure = e;
        }
        finally
        {
            using (_gate.Read())
            {
                captures.ForEach(c => c.Dispose());
            }
        }
    }
}
