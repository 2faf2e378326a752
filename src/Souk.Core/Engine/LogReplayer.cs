using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine.Answers;
using Souk.Core.Events;
using Souk.Log;

namespace Souk.Core.Engine;

/// <summary>Runs a fold over a log: for restarts, back-fill, training sets and reads at a past position. Two threads work:
/// one reads and admits, the caller's applies; what comes out is the same as if one did both.</summary>
public sealed class LogReplayer
{
    private readonly IEventLog _log;
    private readonly DefinitionHistory _definitions;
    private readonly DirectiveArchive? _archive;

    /// <summary>Makes a replayer of a log and the definitions it was written under.</summary>
    public LogReplayer(IEventLog log, DefinitionHistory definitions)
        : this(log, definitions, null)
    {
    }

    /// <summary>Makes one that knows the directives from before the log's start too.</summary>
    internal LogReplayer(IEventLog log, DefinitionHistory definitions, DirectiveArchive? archive)
    {
        _archive = archive;
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(definitions);
        _log = log;
        _definitions = definitions;
    }

    /// <summary>Which log it is; 0 for one that does not say.</summary>
    internal ulong LogIdentity => _log is SegmentedLog log ? log.Identity : 0;

    /// <summary>The newest version of the definition that the log held where it was replayed, 0 for none.</summary>
    internal int NewestVersion { get; private set; }

    /// <summary>Applies what follows the fold's position, up to a position or to the log's present end, by whole
    /// batches where <paramref name="through"/> allows and record by record at the end.</summary>
    /// <param name="fold">The state to bring forward.</param>
    /// <param name="through">The last position to apply, or null for the present end.</param>
    /// <param name="progress">Told the position reached, about every 100,000 events.</param>
    /// <param name="cancellation">Ends the replay between batches. A fold whose replay did not end well is not to be
    /// gone on with.</param>
    public void Replay(
        Fold fold, LogPosition? through, IProgress<LogPosition>? progress, CancellationToken cancellation) =>
        Run(fold, through ?? new LogPosition(long.MaxValue), latest: null, progress, cancellation);

    /// <summary>Applies what follows the fold's position up to a log time: everything before the first event of a later
    /// one.</summary>
    /// <param name="fold">The state to bring forward.</param>
    /// <param name="latest">The time.</param>
    /// <param name="progress">Told the position reached, about every 100,000 events.</param>
    /// <param name="cancellation">Ends the replay between batches.</param>
    public void Replay(Fold fold, LogTime latest, IProgress<LogPosition>? progress, CancellationToken cancellation) =>
        Run(fold, new LogPosition(long.MaxValue), latest, progress, cancellation);

    /// <summary>Shows the events from a position to the log's present end, without the state of what came before: for
    /// statistics. An event sent twice shows twice if its first was before the position.</summary>
    /// <param name="definition">The definition to read the log under.</param>
    /// <param name="from">The first position.</param>
    /// <param name="each">Called with each event; the view is valid during the call.</param>
    /// <param name="cancellation">Ends it between batches.</param>
    public void Look(
        MarketplaceDefinition definition, LogPosition from, Action<EventView> each, CancellationToken cancellation)
    {
        using Fold fold = new(definition, []) { Applied = each };
        fold.Skip(new LogPosition(Math.Max(0, from.Value - 1)));
        Run(fold, new LogPosition(long.MaxValue), latest: null, progress: null, cancellation);
    }

    /// <summary>Shows the directives, without the state that they change, and finds the span of what a replay would see:
    /// for planning one.</summary>
    /// <param name="each">Called with each directive; it is valid during the call.</param>
    /// <param name="cancellation">Ends it between batches.</param>
    internal LogSpan Survey(Action<Directive> each, CancellationToken cancellation)
    {
        foreach ((LogPosition position, LogTime time, byte[] payload) in _archive?.Read() ?? [])
        {
            Show(payload, position, time);
        }

        LogSpan span = new(LogPosition.Zero, new LogTime(long.MaxValue), LogTime.BeforeAll);
        using IBatchReader reader = _log.Read(_log.FirstPosition);
        while (reader.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            span = new LogSpan(
                new LogPosition(reader.FirstPosition.Value + reader.Count - 1),
                reader.FirstTime < span.First ? reader.FirstTime : span.First, reader.LastTime);
            Show(reader.Payload.Span, reader.FirstPosition, reader.FirstTime);
        }

        return span;

        void Show(ReadOnlySpan<byte> payload, LogPosition position, LogTime time)
        {
            ReadOnlySpan<byte> body = BatchPayload.Read(payload, out PayloadKind kind, out int number);
            if (kind == PayloadKind.Directive)
            {
                string name = BatchPayload.ReadName(body, number, out ReadOnlySpan<byte> content);
                each(new Directive(name, content, position, time));
            }
        }
    }

    private void Run(
        Fold fold, LogPosition last, LogTime? latest, IProgress<LogPosition>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(fold);
        const long ReportEvery = 100_000;
        foreach (IAnswering answering in fold.Projections.OfType<IAnswering>())
        {
            answering.Recall(_definitions.AnswersBefore(fold.Definition));
        }

        ReplayArchive(fold, last);
        long reported = fold.Position.Value;
        using ReplayAhead ahead = new(_log, _definitions, fold, last, latest);
        while (ahead.Next() is ReplayChunk chunk)
        {
            cancellation.ThrowIfCancellationRequested();
            Apply(fold, chunk);
            if (fold.Position.Value - reported >= ReportEvery)
            {
                reported = fold.Position.Value;
                progress?.Report(fold.Position);
            }
        }

        progress?.Report(fold.Position);
    }

    private void Apply(Fold fold, ReplayChunk chunk)
    {
        switch (chunk.Kind)
        {
            case PayloadKind.Definition:
                NewestVersion = Math.Max(NewestVersion, chunk.Version);
                fold.Skip(chunk.First);
                break;
            case PayloadKind.Directive:
                fold.Direct(chunk.Name, chunk.Bytes, chunk.First);
                break;
            default:
                fold.ApplyAll(chunk.Bytes, chunk.Records, chunk.Types, chunk.First);
                break;
        }
    }

    // Only directives are kept of what retention has deleted.
    private void ReplayArchive(Fold fold, LogPosition last)
    {
        if (_archive is null || fold.Position.Next >= _log.FirstPosition)
        {
            return;
        }

        foreach ((LogPosition position, LogTime time, byte[] payload) in _archive.Read())
        {
            if (position > fold.Position && position < _log.FirstPosition && position <= last)
            {
                ReadOnlySpan<byte> body = BatchPayload.Read(payload, out _, out int nameBytes);
                string name = BatchPayload.ReadName(body, nameBytes, out ReadOnlySpan<byte> content);
                fold.Direct(name, content, position, time);
            }
        }
    }
}
