using System.Buffers.Binary;
using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Log;

namespace Souk.Core.Engine;

/// <summary>
/// The one thread that orders events: takes what waits, admits each event (log time, duplicates), appends them as one
/// batch to the log, applies them to the fold, and answers. Between runs of work it carries out commands that need the
/// fold to stand still at one position.
/// </summary>
internal sealed class Sequencer
{
    // The fold is held for this many events at a time, about 100 µs, then readers may pass.
    private const int EventsPerHold = 64;

    // A batch of the log takes no more events after this many bytes: far below what the log takes, and enough that the
    // batch's head does not count.
    private const int MaxBatchBytes = 4 << 20;

    private static readonly TimeSpan _idlePatience = TimeSpan.FromMilliseconds(200);

    private readonly IEventLog _log;
    private readonly StateGate _gate;
    private readonly SubmissionQueue _queue;
    private readonly EngineCounters _counters;
    private readonly DefinitionHistory _definitions;
    private readonly DurableQueue _durable = new();
    private readonly List<Action> _commands = [];
    private readonly Lock _commandGate = new();
    private readonly Thread _thread;
    private readonly List<Admitted> _admitted = [];
    private byte[] _payload = new byte[1 << 20];
    private int _length;
    private List<Submission> _taken = [];
    private Dictionary<MarketplaceDefinition, StoredEventType[]> _maps = [];
    private Exception? _failure;
    private bool _ended;

    internal Sequencer(
        IEventLog log,
        Fold fold,
        StateGate gate,
        SubmissionQueue queue,
        DefinitionHistory definitions,
        EngineCounters counters)
    {
        _log = log;
        Fold = fold;
        _gate = gate;
        _queue = queue;
        _definitions = definitions;
        _counters = counters;
        log.DurableAdvanced += _durable.Advance;
        log.Failed += Fail;
        _thread = new Thread(Run) { IsBackground = true, Name = "souk-sequencer" };
    }

    /// <summary>The live state; replaced only by a command on the sequencer's thread, under the gate.</summary>
    internal Fold Fold { get; private set; }

    /// <summary>Why the engine takes no more events, or null.</summary>
    internal Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Called on the sequencer's thread after each run of events.</summary>
    internal Action? AfterRun { get; set; }

    internal void Start() => _thread.Start();

    internal void Join() => _thread.Join();

    /// <summary>Runs an action on the sequencer's thread between two runs of events. Once the engine has failed the
    /// state may differ from the log, so no command is carried out any more.</summary>
    /// <exception cref="ObjectDisposedException">The engine is closed.</exception>
    internal Task Command(Action action)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_commandGate)
        {
            ObjectDisposedException.ThrowIf(_ended, typeof(SoukEngine));
            _commands.Add(() =>
            {
                try
                {
                    ThrowIfFailed();
                    action();
                    done.SetResult();
                }
                catch (Exception e)
                {
                    done.SetException(e);
                }
            });
        }

        _queue.Wake();
        return done.Task;
    }

    /// <summary>Appends a directive and applies it; sequencer's thread only.</summary>
    internal LogPosition Direct(string name, ReadOnlySpan<byte> body, Func<Fold, string?>? refuse)
    {
        if (refuse?.Invoke(Fold) is string reason)
        {
            throw new DirectiveRefusedException(reason);
        }

        try
        {
            LogTime time = Fold.AdmittedTime == LogTime.BeforeAll ? new LogTime(0) : Fold.AdmittedTime;
            LogPosition position = _log.Append(BatchPayload.ForDirective(name, body), 1, time, time);
            _gate.EnterWrite();
            try
            {
                Fold.Direct(name, body, position);
            }
            finally
            {
                _gate.ExitWrite();
            }

            return position;
        }
        catch (Exception e)
        {
            Fail(e);
            throw;
        }
    }

    /// <summary>Puts another state in the place of the live one; sequencer's thread only.</summary>
    internal void ReplaceFold(Fold fold)
    {
        _gate.EnterWrite();
        Fold = fold;
        _gate.ExitWrite();
        _maps = [];
    }

    private void Run()
    {
        while (_queue.TakeAll(ref _taken, _idlePatience))
        {
            RunCommands();
            if (_taken.Count == 0)
            {
                continue;
            }

            try
            {
                ThrowIfFailed();
                Process();
                AfterRun?.Invoke();
            }
            catch (Exception e)
            {
                // Whatever failed, the log or a projection, the fold may now differ from the log: no event is taken any
                // more, and a restart computes the state anew.
                Fail(e);
                foreach (Submission submission in _taken)
                {
                    submission.Fail(e);
                }
            }
        }

        lock (_commandGate)
        {
            _ended = true;
        }

        RunCommands();
    }

    private void ThrowIfFailed()
    {
        if (Failure is Exception failure)
        {
            throw failure;
        }
    }

    private void RunCommands()
    {
        Action[] commands;
        lock (_commandGate)
        {
            commands = [.. _commands];
            _commands.Clear();
        }

        foreach (Action command in commands)
        {
            command();
        }
    }

    private void Process()
    {
        for (int from = 0; from < _taken.Count;)
        {
            // Events of one batch of the log were encoded under one definition.
            MarketplaceDefinition definition = _taken[from].Batch.Definition;
            int to = from + 1;
            while (to < _taken.Count && ReferenceEquals(_taken[to].Batch.Definition, definition))
            {
                to++;
            }

            ProcessRun(definition, from, to);
            from = to;
        }
    }

    private void ProcessRun(MarketplaceDefinition definition, int from, int to)
    {
        BeginBatch();
        for (int s = from; s < to; s++)
        {
            AdmitAll(_taken[s], definition);
        }

        EndBatch(definition);
        Answer(from, to);
    }

    private void BeginBatch()
    {
        _admitted.Clear();
        _length = BatchPayload.HeaderBytes;
    }

    private void EndBatch(MarketplaceDefinition definition)
    {
        int count = _admitted.Count;
        if (count == 0)
        {
            return;
        }

        BatchPayload.WriteEventsHeader(_payload, _definitions.VersionOf(definition));
        LogPosition appended = _log.Append(
            _payload.AsSpan(0, _length), count, _admitted[0].Time, _admitted[count - 1].Time);
        if (appended != _admitted[0].Position)
        {
            throw new InvalidOperationException(
                $"The log gave position {appended} where {_admitted[0].Position} was due.");
        }

        ApplyAll(definition);
        BeginBatch();
    }

    private void AdmitAll(Submission submission, MarketplaceDefinition definition)
    {
        EventBatch batch = submission.Batch;
        int at = 0;
        for (int index = 0; index < batch.Count;)
        {
            // A snapshot copies the ids' pages under the gate, so they change under it too.
            _gate.EnterWrite();
            try
            {
                AdmitSome(submission, ref index, ref at);
            }
            finally
            {
                _gate.ExitWrite();
            }

            if (_length >= MaxBatchBytes)
            {
                EndBatch(definition);
            }
        }
    }

    private void AdmitSome(Submission submission, ref int index, ref int at)
    {
        int to = Math.Min(submission.Batch.Count, index + EventsPerHold);
        LogPosition next = new(_log.LastPosition.Value + _admitted.Count + 1);
        for (; index < to && _length < MaxBatchBytes; index++)
        {
            ReadOnlySpan<byte> record = submission.Batch.RecordAt(at);
            at += record.Length;
            LogPosition seen = Fold.Admit(record, next, out LogTime time);
            if (seen != LogPosition.Zero)
            {
                submission.MarkDuplicate(index, seen);
                continue;
            }

            if (_payload.Length - _length < record.Length)
            {
                Array.Resize(ref _payload, Math.Max(_payload.Length * 2, _length + record.Length));
            }

            record.CopyTo(_payload.AsSpan(_length));
            _admitted.Add(new Admitted(_length, record.Length, next, time));
            submission.Positions[index] = next;
            _length += record.Length;
            next = next.Next;
        }
    }

    private void ApplyAll(MarketplaceDefinition definition)
    {
        if (!_maps.TryGetValue(definition, out StoredEventType[]? types))
        {
            types = StoredEventType.Map(definition, Fold.Definition);
            _maps[definition] = types;
        }

        for (int from = 0; from < _admitted.Count; from += EventsPerHold)
        {
            int to = Math.Min(_admitted.Count, from + EventsPerHold);
            _gate.EnterWrite();
            try
            {
                for (int i = from; i < to; i++)
                {
                    Admitted a = _admitted[i];
                    Admitted next = i + 1 < _admitted.Count ? _admitted[i + 1] : default;
                    Fold.Apply(
                        _payload.AsSpan(a.Offset, a.Length), _payload.AsSpan(next.Offset, next.Length), types,
                        a.Position, a.Time);
                }
            }
            finally
            {
                _gate.ExitWrite();
            }
        }
    }

    private void Answer(int from, int to)
    {
        long events = 0;
        long duplicates = 0;
        LogPosition last = _log.LastPosition;
        for (int s = from; s < to; s++)
        {
            Submission submission = _taken[s];
            events += submission.Batch.Count - submission.Duplicates;
            duplicates += submission.Duplicates;
            if (submission.Acknowledgement == Acknowledgement.Buffered)
            {
                submission.Complete();
            }
            else
            {
                _durable.Add(last, submission);
            }
        }

        _counters.AddEvents(events, duplicates);
        _durable.Advance(_log.DurablePosition);
    }

    private void Fail(Exception failure)
    {
        Interlocked.CompareExchange(ref _failure, failure, null);
        _durable.Fail(failure);
    }

    private readonly record struct Admitted(int Offset, int Length, LogPosition Position, LogTime Time);
}
