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
    private List<Submission> _taken = [];
    private Dictionary<MarketplaceDefinition, StoredEventType[]> _maps = [];
    private Exception? _failure;

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

    /// <summary>Runs an action on the sequencer's thread between two runs of events.</summary>
    internal Task Command(Action action)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_commandGate)
        {
            _commands.Add(() =>
            {
                try
                {
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
        if (_failure is Exception failure)
        {
            throw failure;
        }

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
                if (_failure is Exception failure)
                {
                    throw failure;
                }

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

        RunCommands();
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
        LogPosition next = _log.LastPosition.Next;
        LogPosition first = next;
        int length = BatchPayload.HeaderBytes;
        _admitted.Clear();
        for (int s = from; s < to; s++)
        {
            length = AdmitAll(_taken[s], ref next, length);
        }

        int count = _admitted.Count;
        if (count > 0)
        {
            BatchPayload.WriteEventsHeader(_payload, _definitions.VersionOf(definition));
            LogPosition appended = _log.Append(
                _payload.AsSpan(0, length), count, _admitted[0].Time, _admitted[count - 1].Time);
            if (appended != first)
            {
                throw new InvalidOperationException($"The log gave position {appended} where {first} was due.");
            }

            ApplyAll(definition);
        }

        Answer(from, to);
    }

    private int AdmitAll(Submission submission, ref LogPosition next, int length)
    {
        EventBatch batch = submission.Batch;
        int at = 0;
        for (int from = 0; from < batch.Count; from += EventsPerHold)
        {
            // A snapshot copies the ids' pages under the gate, so they change under it too.
            _gate.EnterWrite();
            try
            {
                length = AdmitSome(submission, from, Math.Min(batch.Count, from + EventsPerHold), ref at, ref next, length);
            }
            finally
            {
                _gate.ExitWrite();
            }
        }

        return length;
    }

    private int AdmitSome(Submission submission, int from, int to, ref int at, ref LogPosition next, int length)
    {
        for (int i = from; i < to; i++)
        {
            ReadOnlySpan<byte> record = submission.Batch.RecordAt(at);
            at += record.Length;
            LogPosition seen = Fold.Admit(record, next, out LogTime time);
            if (seen != LogPosition.Zero)
            {
                submission.MarkDuplicate(i, seen);
                continue;
            }

            if (_payload.Length - length < record.Length)
            {
                Array.Resize(ref _payload, Math.Max(_payload.Length * 2, length + record.Length));
            }

            record.CopyTo(_payload.AsSpan(length));
            _admitted.Add(new Admitted(length, record.Length, next, time));
            submission.Positions[i] = next;
            length += record.Length;
            next = next.Next;
        }

        return length;
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
