using System.Diagnostics;
using Souk.Core.Definition;
using Souk.Core.Engine.Answers;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Log;

namespace Souk.Core.Engine;

/// <summary>
/// Souk's engine over one data folder: takes events in, keeps them in the log, and holds the state computed from it.
/// Safe for use from several threads.
/// </summary>
public sealed class SoukEngine : IDisposable
{
    private readonly EngineOptions _options;
    private readonly SegmentedLog _log;
    private readonly StateGate _gate = new();
    private readonly SubmissionQueue _queue;
    private readonly Sequencer _sequencer;
    private readonly SnapshotStore _snapshots;
    private readonly SnapshotTaker _snapshotTaker;
    private readonly DirectiveArchive _archive;
    private readonly LogTrimmer _trimmer;
    private int _changing;
    private bool _disposed;

    private SoukEngine(
        EngineOptions options,
        SegmentedLog log,
        DefinitionHistory definitions,
        SnapshotStore snapshots,
        DirectiveArchive archive,
        EngineStart start)
    {
        _archive = archive;
        _trimmer = new LogTrimmer(log, archive, options.MaxLogBytes);
        _options = options;
        _log = log;
        Definitions = definitions;
        _snapshots = snapshots;
        OpenReport = start.Report;
        _queue = new SubmissionQueue(options.MaxWaitingBytes);
        _sequencer = new Sequencer(log, start.Fold, _gate, _queue, definitions, Counters);
        _snapshotTaker = new SnapshotTaker(snapshots, log, _trimmer, _gate, Counters)
        {
            Newest = start.Report.SnapshotPosition,
        };
        _sequencer.AfterRun = AfterRun;
        _sequencer.Start();
    }

    /// <summary>What was found and done at the start.</summary>
    public EngineOpenReport OpenReport { get; }

    /// <summary>What was counted since the start.</summary>
    public EngineCounters Counters { get; } = new();

    /// <summary>The definition in force.</summary>
    public MarketplaceDefinition Definition => _sequencer.Fold.Definition;

    /// <summary>The version of the definition in force.</summary>
    public int DefinitionVersion => Definitions.VersionOf(Definition);

    /// <summary>Who makes the projections that run, in their order.</summary>
    public IReadOnlyList<IProjectionFactory> Projections => _options.Projections;

    /// <summary>The data folder.</summary>
    public string Folder => _options.Folder;

    /// <summary>All definitions of the log.</summary>
    public DefinitionHistory Definitions { get; }

    /// <summary>The log, for reading.</summary>
    public IEventLog Log => _log;

    /// <summary>The last position given out.</summary>
    public LogPosition LastPosition => _log.LastPosition;

    /// <summary>The position of the newest snapshot, zero if there is none.</summary>
    public LogPosition SnapshotPosition => _snapshotTaker.Newest;

    /// <summary>Bytes of events that wait for the sequencer.</summary>
    public long WaitingBytes => _queue.WaitingBytes;

    /// <summary>Why the engine takes no more events, or null. It stays so until a restart.</summary>
    public Exception? Failure => _sequencer.Failure;

    /// <summary>Why the last snapshot could not be written, or the log not trimmed after it; or null.</summary>
    public Exception? SnapshotFailure => _snapshotTaker.LastFailure;

    /// <summary>Opens a data folder, made if it is missing.</summary>
    /// <param name="options">Which, and how.</param>
    /// <param name="progress">Told how far replay has come.</param>
    /// <param name="cancellation">Ends the start early.</param>
    /// <exception cref="InvalidDataException">The definition has errors.</exception>
    /// <exception cref="LogCorruptedException">The log is damaged beyond a torn tail.</exception>
    /// <exception cref="LogLockedException">Another process has the folder open.</exception>
    public static SoukEngine Open(
        EngineOptions options, IProgress<LogPosition>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        MarketplaceDefinition? wanted = options.DefinitionText is string text
            ? DefinitionLoader.Parse(text, "definition").OrThrow()
            : null;
        SegmentedLog log = SegmentedLog.Open(new LogOptions
        {
            Folder = Path.Combine(options.Folder, "log"),
            SegmentBytes = options.SegmentBytes,
            AcceptDataLoss = options.AcceptDataLoss,
            Files = options.LogFiles,
        });
        DefinitionHistory? definitions = null;
        try
        {
            definitions = new DefinitionHistory(Path.Combine(options.Folder, "definitions"));
            SnapshotStore snapshots = new(Path.Combine(options.Folder, "snapshots"));
            DirectiveArchive archive = new(Path.Combine(options.Folder, "directives.archive"));
            EngineStart start = EngineStart.Run(
                options, log, definitions, snapshots, archive, wanted, progress, cancellation);
            return new SoukEngine(options, log, definitions, snapshots, archive, start);
        }
        catch
        {
            definitions?.Answers.Dispose();
            log.Dispose();
            throw;
        }
    }

    /// <summary>Hands events in. They get their positions together and in order.</summary>
    /// <param name="batch">The events; it must not be changed until the answer is there.</param>
    /// <param name="acknowledgement">Whether the answer waits for the disk.</param>
    /// <param name="answer">Each event's position, once the events are acknowledged.</param>
    /// <returns>False if the queue is full; nothing was taken then, and the caller should try again later.</returns>
    /// <exception cref="InvalidOperationException">The batch is of a definition that was never in force
    /// here.</exception>
    /// <exception cref="ObjectDisposedException">The engine is closing.</exception>
    public bool TrySubmit(EventBatch batch, Acknowledgement acknowledgement, out Task<SubmitResult> answer)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (!ReferenceEquals(batch.Definition, Definition))
        {
            Definitions.VersionOf(batch.Definition);
        }

        Submission submission = new(batch, acknowledgement);
        answer = submission.Task;
        if (batch.Count == 0)
        {
            submission.Complete();
            return true;
        }

        if (_queue.TryAdd(submission))
        {
            return true;
        }

        Counters.AddRefused();
        return false;
    }

    /// <summary>Logs a directive, applies it at one log position, and waits until it is on disk.</summary>
    /// <param name="name">Its name, 1 to <see cref="Directive.MaxNameBytes"/> bytes.</param>
    /// <param name="body">Its content, at most <see cref="Directive.MaxBodyBytes"/>; checked by the caller.</param>
    /// <param name="refuse">Looks at the state right before the directive's place and says why it may not go ahead, or
    /// null where it may: a version that moved on meanwhile, a case that does not exist. Null for no check.</param>
    /// <returns>Its position.</returns>
    /// <exception cref="DirectiveRefusedException">The check refused; nothing was logged.</exception>
    public async Task<LogPosition> DirectAsync(
        string name, ReadOnlyMemory<byte> body, Func<Fold, string?>? refuse = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            System.Text.Encoding.UTF8.GetByteCount(name), Directive.MaxNameBytes, nameof(name));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(body.Length, Directive.MaxBodyBytes, nameof(body));
        LogPosition position = LogPosition.Zero;
        await _sequencer.Command(() => position = _sequencer.Direct(name, body.Span, refuse));
        await _log.WaitForDurable(position);
        return position;
    }

    /// <summary>Keeps retention from deleting anything of the log until the answer is disposed: for those who replay
    /// it.</summary>
    public IDisposable HoldLog() => _trimmer.Hold();

    /// <summary>A replayer of this engine's log.</summary>
    public LogReplayer CreateReplayer() => new(_log, Definitions, _archive);

    /// <summary>Opens the live state for reading, at one log position.</summary>
    public FoldScope Read()
    {
        StateGate.ReadScope scope = _gate.Read();
        return new FoldScope(scope, _sequencer.Fold);
    }

    /// <summary>A copy of the state as a snapshot has it, for reads at a past position: from the newest snapshot at or
    /// before the position that can be read.</summary>
    /// <returns>The copy, or null if there is no such snapshot.</returns>
    public SavedState? OpenSaved(LogPosition latest)
    {
        int version = DefinitionVersion;
        return SavedState.Open(
            _snapshots, _log.Identity, Definitions.Get(version), _options.Projections,
            EngineStart.StateFolder(_options, version),
            latest);
    }

    /// <summary>The oldest position that a snapshot covers, or null if there is none.</summary>
    public LogPosition? OldestSnapshot => _snapshots.Positions is [.., LogPosition oldest] ? oldest : null;

    /// <summary>Puts another definition in force: builds its state from the log beside the live one, then swaps it in
    /// at one log position. Events go on meanwhile; memory holds both states until the swap.</summary>
    /// <param name="text">The new definition.</param>
    /// <param name="progress">Told how far the back-fill has come.</param>
    /// <param name="cancellation">Gives up; the old definition stays in force.</param>
    /// <exception cref="InvalidDataException">The definition has errors.</exception>
    /// <exception cref="InvalidOperationException">Another change is under way.</exception>
    public async Task ChangeDefinitionAsync(
        string text, IProgress<LogPosition>? progress = null, CancellationToken cancellation = default)
    {
        if (Interlocked.Exchange(ref _changing, 1) == 1)
        {
            throw new InvalidOperationException(
                "Another change of the definition is under way; try again once it is in force.");
        }

        try
        {
            await Change(text, progress, cancellation);
        }
        finally
        {
            Volatile.Write(ref _changing, 0);
        }
    }

    private async Task Change(string text, IProgress<LogPosition>? progress, CancellationToken cancellation)
    {
        MarketplaceDefinition wanted = DefinitionLoader.Parse(text, "definition").OrThrow();
        if (wanted.Fingerprint == Definition.Fingerprint)
        {
            return;
        }

        using IDisposable whole = _trimmer.Hold();
        int version = Definitions.LatestVersion + 1;
        EngineStart.DeleteStateFolder(_options, version);
        Fold fold = new(wanted, _options.Projections, EngineStart.StateFolder(_options, version));
        try
        {
            LogReplayer replayer = new(_log, Definitions, _archive);
            Definitions.Answers.Discard(version - 1);
            await Task.Factory.StartNew(
                () => CatchUp(fold, version - 1, replayer, progress, cancellation),
                cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await _sequencer.Command(() => Swap(fold, version, replayer));
        }
        catch
        {
            fold.Dispose();
            throw;
        }
    }

    // Events go on meanwhile, so what came during one round is left to the next, until little is left for the swap,
    // which holds the events up. A log that grows faster than it is replayed ends the rounds too.
    private void CatchUp(
        Fold fold, int version, LogReplayer replayer, IProgress<LogPosition>? progress, CancellationToken cancellation)
    {
        const int MaxRounds = 5;
        const long LittleLeft = 10_000;
        for (int round = 0; round < MaxRounds && _log.LastPosition.Value - fold.Position.Value > LittleLeft; round++)
        {
            LogPosition through;
            using (FoldScope scope = Read())
            {
                through = scope.Fold.Position;
            }

            KeepAnswers(version, through, isLast: false);
            replayer.Replay(fold, through, progress, cancellation);
        }
    }

    private void KeepAnswers(int version, LogPosition through, bool isLast)
    {
        AnswerStore store = Definitions.Answers;
        if (_sequencer.Fold.Answering is not null)
        {
            store.Keep(version, store.Through, through, isLast, writer =>
            {
                using FoldScope scope = Read();
                return scope.Fold.Answering!.CopyAnswers(writer.Last, AnswerKeeping.AtOnce, writer);
            });
        }
    }

    /// <summary>Takes a snapshot now and waits until it is on disk.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public async Task SnapshotAsync()
    {
        await _snapshotTaker.Finished;
        await _sequencer.Command(() => _snapshotTaker.Start(_sequencer.Fold));
        await _snapshotTaker.Outcome();
    }

    /// <summary>Stops taking events, finishes those handed in, takes a snapshot if asked to, and closes the
    /// log.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        try
        {
            Finish();
        }
        finally
        {
            _snapshotTaker.Dispose();
            _log.Dispose();
            _sequencer.Fold.Dispose();
            Definitions.Answers.Dispose();
            _gate.Dispose();
            _queue.Dispose();
        }
    }

    private void Finish()
    {
        try
        {
            if (_options.SnapshotOnClose && Failure is null)
            {
                SnapshotAsync().GetAwaiter().GetResult();
            }
        }
        finally
        {
            _queue.Close();
            _sequencer.Join();
        }

        if (Failure is null && LastPosition > LogPosition.Zero)
        {
            _log.WaitForDurable(LastPosition).AsTask().GetAwaiter().GetResult();
        }
    }

    private void AfterRun()
    {
        if (_sequencer.Fold.Position.Value - _snapshotTaker.Newest.Value >= _options.SnapshotEveryEvents)
        {
            _snapshotTaker.Start(_sequencer.Fold);
        }
    }

    // On the sequencer's thread: the rest of the log is applied, then the new state takes the old one's place.
    private void Swap(Fold fold, int version, LogReplayer replayer)
    {
        _snapshotTaker.Finished.Wait();
        if (_log.LastPosition > LogPosition.Zero)
        {
            _log.WaitForDurable(_log.LastPosition).AsTask().GetAwaiter().GetResult();
        }

        KeepAnswers(version - 1, _sequencer.Fold.Position, isLast: true);
        replayer.Replay(fold, through: null, progress: null, CancellationToken.None);
        EngineStart.PutInForce(_log, Definitions, fold, version);
        Fold old = _sequencer.Fold;
        _sequencer.ReplaceFold(fold);
        old.Dispose();
        _snapshots.Clear();
        _snapshotTaker.Newest = LogPosition.Zero;
        EngineStart.DeleteOtherStateFolders(_options, version);
    }
}
