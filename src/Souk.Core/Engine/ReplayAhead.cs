using System.Collections.Concurrent;
using System.Text;
using Souk.Core.Events;
using Souk.Log;

namespace Souk.Core.Engine;

/// <summary>
/// Reads the log for a replay on a thread of its own: checks the batches, gives each record its log time and finds the
/// duplicates, ahead of the thread that applies what is admitted. What the two do meets only here, so that the state is
/// the same as if one thread did both.
/// </summary>
internal sealed class ReplayAhead : IDisposable
{
    // Two to fill and two to apply: enough that neither waits for a hand-over.
    private const int Chunks = 4;

    private readonly BlockingCollection<ReplayChunk> _free = [];
    private readonly BlockingCollection<ReplayChunk> _filled = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Fold _fold;
    private readonly DefinitionHistory _definitions;
    private readonly LogPosition _after;
    private readonly LogPosition _last;
    private readonly LogTime? _latest;
    private readonly Task _work;
    private ReplayChunk? _applied;

    /// <summary>Starts to read after a fold's position.</summary>
    /// <param name="log">The log.</param>
    /// <param name="definitions">The definitions that it was written under.</param>
    /// <param name="fold">What admits the records; until this is disposed nothing else may.</param>
    /// <param name="last">The last position to admit.</param>
    /// <param name="latest">The latest log time to admit, or null.</param>
    internal ReplayAhead(
        IEventLog log, DefinitionHistory definitions, Fold fold, LogPosition last, LogTime? latest)
    {
        (_definitions, _fold, _after, _last, _latest) = (definitions, fold, fold.Position, last, latest);
        for (int i = 0; i < Chunks; i++)
        {
            _free.Add(new ReplayChunk());
        }

        _work = Task.Factory.StartNew(
            () => Run(log), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The next chunk to apply, valid until the next call; null at the end. What went wrong in reading is
    /// thrown once what was admitted before has been given.</summary>
    internal ReplayChunk? Next()
    {
        if (_applied is not null)
        {
            _free.Add(_applied);
        }

        if (!_filled.TryTake(out _applied, Timeout.Infinite))
        {
            _work.GetAwaiter().GetResult();
        }

        return _applied;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        Task.WhenAny(_work).Wait();
        _free.Dispose();
        _filled.Dispose();
        _stop.Dispose();
    }

    private void Run(IEventLog log)
    {
        try
        {
            LogPosition from = _after.Next > log.FirstPosition ? _after.Next : log.FirstPosition;
            using IBatchReader reader = log.Read(from);
            Read(reader);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Whoever applied has had enough; there is nobody to tell.
        }
        finally
        {
            _filled.CompleteAdding();
        }
    }

    private void Read(IBatchReader reader)
    {
        ReplayChunk chunk = _free.Take(_stop.Token);
        chunk.Begin([]);
        int mappedVersion = 0;
        bool goesOn = true;
        while (goesOn && reader.MoveNext() && reader.FirstPosition <= _last)
        {
            ReadOnlySpan<byte> body = BatchPayload.Read(reader.Payload.Span, out PayloadKind kind, out int number);
            if (chunk.IsFull || kind != PayloadKind.Events || number != mappedVersion)
            {
                chunk = HandOver(chunk);
            }

            if (kind == PayloadKind.Events)
            {
                if (number != mappedVersion)
                {
                    chunk.Begin(_definitions.Map(number, _fold.Definition, _fold.Only));
                    mappedVersion = number;
                }

                goesOn = chunk.Admit(_fold, body, reader.FirstPosition, _after, _last, _latest);
                continue;
            }

            StoredEventType[] types = chunk.Types;
            if (kind == PayloadKind.Definition)
            {
                _definitions.Add(number, Encoding.UTF8.GetString(body));
                chunk.SetDefinition(number, reader.FirstPosition);
            }
            else
            {
                string name = BatchPayload.ReadName(body, number, out ReadOnlySpan<byte> content);
                chunk.SetDirective(name, content, reader.FirstPosition);
            }

            chunk = HandOver(chunk, types);
        }

        HandOver(chunk);
    }

    private ReplayChunk HandOver(ReplayChunk chunk) => HandOver(chunk, chunk.Types);

    // A chunk to go on with, of records of the same types.
    private ReplayChunk HandOver(ReplayChunk chunk, StoredEventType[] types)
    {
        if (!chunk.IsEmpty)
        {
            _filled.Add(chunk, _stop.Token);
            chunk = _free.Take(_stop.Token);
        }

        chunk.Begin(types);
        return chunk;
    }
}
