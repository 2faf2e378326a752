using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine.Answers;
using Souk.Core.Events;
using Souk.Log;

namespace Souk.Core.Engine;

/// <summary>Runs a fold over a log: for restarts, back-fill, training sets and reads at a past position.</summary>
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
    /// <param name="cancellation">Ends the replay between batches.</param>
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
        LogPosition from = fold.Position.Next > _log.FirstPosition ? fold.Position.Next : _log.FirstPosition;
        using IBatchReader reader = _log.Read(from);
        int mappedVersion = 0;
        StoredEventType[] types = [];
        long reported = fold.Position.Value;
        while (fold.Position < last && reader.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> body = BatchPayload.Read(reader.Payload.Span, out PayloadKind kind, out int version);
            if (kind == PayloadKind.Definition)
            {
                NewestVersion = Math.Max(NewestVersion, version);
                _definitions.Add(version, Encoding.UTF8.GetString(body));
                fold.Skip(reader.FirstPosition);
                continue;
            }

            if (kind == PayloadKind.Directive)
            {
                string name = BatchPayload.ReadName(body, version, out ReadOnlySpan<byte> content);
                fold.Direct(name, content, reader.FirstPosition);
                continue;
            }

            if (version != mappedVersion)
            {
                types = _definitions.Map(version, fold.Definition);
                mappedVersion = version;
            }

            if (!fold.Replay(body, types, reader.FirstPosition, last, latest))
            {
                break;
            }

            if (fold.Position.Value - reported >= ReportEvery)
            {
                reported = fold.Position.Value;
                progress?.Report(fold.Position);
            }
        }

        progress?.Report(fold.Position);
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
