using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Features.Engine;
using Souk.Features.Reading;
using Souk.Features.Sources;
using Souk.Log;

namespace Souk.Features.Past;

/// <summary>
/// Feature values as they were at a past position or time, and the events they came from, by replay of the log through
/// the same engine: from a snapshot before the moment where there is one, else from the log's start with the asked
/// columns only. A read costs a replay; for values of now use
/// <see cref="FeatureEngine.CreateReader(IReadOnlyList{string})"/>. Safe for use from several threads.
/// </summary>
public sealed class PastFeatures
{
    private static readonly LogPosition _first = new(1);

    private readonly IEventLog _log;
    private readonly DefinitionHistory _definitions;
    private readonly SoukEngine? _engine;

    /// <summary>Makes a reader of a log and the definitions it was written under.</summary>
    public PastFeatures(IEventLog log, DefinitionHistory definitions)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(definitions);
        _log = log;
        _definitions = definitions;
    }

    /// <summary>Makes a reader of an engine's log that starts from the engine's snapshots where it can.</summary>
    public PastFeatures(SoukEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _log = engine.Log;
        _definitions = engine.Definitions;
        _engine = engine;
    }

    /// <summary>Builds the state of a moment.</summary>
    /// <param name="definition">The definition whose features are read; it need not be the one of that time.</param>
    /// <param name="columns">The columns that the state must have; others it may lack.</param>
    /// <param name="moment">The position or time.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">A column does not exist, or the moment is not in the log: not there yet, or
    /// no longer, after retention.</exception>
    public PastState Open(
        MarketplaceDefinition definition, IReadOnlyList<string> columns, PastMoment moment,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(columns);
        using IDisposable? hold = _engine?.HoldLog();
        RefuseOutside(moment, cancellation);
        LogPosition latest = moment.Position ?? BeforeLaterThan(moment.LatestTime);
        SavedState? saved = ReferenceEquals(_engine?.Definition, definition) ? _engine.OpenSaved(latest) : null;
        if (saved is null && _log.FirstPosition > _first)
        {
            throw new ArgumentException(
                $"Retention has deleted the log before position {_log.FirstPosition}, and no snapshot stands "
                + $"between it and {moment}, so that moment can no longer be told exactly"
                + (_engine?.OldestSnapshot is LogPosition oldest ? $"; positions from {oldest} on can." : "."));
        }

        Fold fold = saved?.Fold ?? new Fold(definition, [new FeatureEngineFactory(columns)]);
        IDisposable owner = saved is null ? fold : saved;
        try
        {
            return new PastState(fold, Replay(fold, moment, cancellation), owner);
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    /// <summary>Reads columns of one key as of a moment.</summary>
    /// <param name="definition">The definition whose features are read; it need not be the one of that time.</param>
    /// <param name="columns">The columns, all of one key.</param>
    /// <param name="key">The key's parts.</param>
    /// <param name="moment">The position or time.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">A column does not exist or has another key, or see
    /// <see cref="Open"/>.</exception>
    public IReadOnlyList<FeatureValue> Read(
        MarketplaceDefinition definition, IReadOnlyList<string> columns, IReadOnlyList<string> key, PastMoment moment,
        CancellationToken cancellation)
    {
        using PastState state = Open(definition, columns, moment, cancellation);
        FeatureValue[] values = new FeatureValue[columns.Count];
        state.Fold.Projection<FeatureEngine>().CreateReader(columns).Read([.. key], values);
        return values;
    }

    /// <summary>Tells how the value of a column came about.</summary>
    /// <param name="definition">The definition whose features are read.</param>
    /// <param name="column">The column.</param>
    /// <param name="key">The key's parts.</param>
    /// <param name="moment">The position or time.</param>
    /// <param name="maxEvents">How many of the newest events of each window are named; others are counted.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">The column does not exist or has another key, the moment is not in the log,
    /// or retention has deleted events that the value came from.</exception>
    public FeatureExplanation Explain(
        MarketplaceDefinition definition, string column, IReadOnlyList<string> key, PastMoment moment, int maxEvents,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentOutOfRangeException.ThrowIfNegative(maxEvents);
        using IDisposable? hold = _engine?.HoldLog();
        RefuseOutside(moment, cancellation);
        using Fold fold = new(definition, [new FeatureEngineFactory([column])]);
        FeatureEngine engine = fold.Projection<FeatureEngine>();
        string[] columns = [.. engine.Plan.Columns.Keys];
        FeatureReader reader = engine.CreateReader(columns);
        Dictionary<string, EvidenceCollector> collectors = engine.Plan.Columns.Values.Where(c => c.Request is not null)
            .ToDictionary(c => c.Column.Name, c => new EvidenceCollector(engine, c, key, maxEvents));
        EventViewInputs inputs = new(engine.Plan.Sources);
        fold.Applied = e =>
        {
            inputs.Begin(e);
            foreach (EvidenceCollector collector in collectors.Values)
            {
                collector.Look(e, inputs);
            }

            inputs.End();
        };
        LogTime time = Replay(fold, moment, cancellation);
        RefuseForgotten(engine, time);
        FeatureValue[] values = new FeatureValue[columns.Length];
        reader.Read([.. key], values);
        return Assemble(column, columns, values, collectors, engine, fold, time);
    }

    private static FeatureExplanation Assemble(
        string column, string[] columns, FeatureValue[] values, Dictionary<string, EvidenceCollector> collectors,
        FeatureEngine engine, Fold fold, LogTime time)
    {
        ColumnPlan plan = engine.Plan.Columns[column];
        EvidenceCollector? collector = collectors.GetValueOrDefault(column);
        return new FeatureExplanation(
            plan.Column,
            values[Array.IndexOf(columns, column)],
            fold.Position,
            time,
            collector?.Events(time) ?? [],
            collector?.Total(time) ?? 0,
            [.. plan.Reads.Select(r => Assemble(
                engine.Definition.Columns[r].Name, columns, values, collectors, engine, fold, time))]);
    }

    private void RefuseOutside(PastMoment moment, CancellationToken cancellation)
    {
        LogPosition last = LogTail.AwaitReadable(_log, cancellation);
        if (moment.Position is LogPosition position && position > last)
        {
            throw new ArgumentException($"The log ends at position {last.Value}; {position.Value} is not there yet.");
        }

        if (_log.FirstPosition <= _first)
        {
            return;
        }

        using IBatchReader reader = _log.Read(_log.FirstPosition);
        if (reader.MoveNext() && (moment.Position < reader.FirstPosition || moment.LatestTime < reader.FirstTime))
        {
            throw new ArgumentException(
                $"Retention has deleted the log before position {reader.FirstPosition.Value} ({reader.FirstTime}); "
                + $"{moment} can no longer be read.");
        }
    }

    // After retention the events of a window that reaches behind the log's start are gone.
    private void RefuseForgotten(FeatureEngine engine, LogTime time)
    {
        if (_log.FirstPosition <= _first)
        {
            return;
        }

        using IBatchReader reader = _log.Read(_log.FirstPosition);
        reader.MoveNext();
        foreach (ColumnPlan plan in engine.Plan.Columns.Values.Where(c => c.Request is not null))
        {
            Duration window = plan.Column.Window;
            if (window.IsEver
                || time.Microseconds - window.Microseconds - plan.Cell.Delay < reader.FirstTime.Microseconds)
            {
                throw new ArgumentException(
                    $"'{plan.Column.Name}' at {time} reaches back behind {reader.FirstTime}, where the log begins "
                    + "since retention; the events it came from are gone.");
            }
        }
    }

    private LogPosition BeforeLaterThan(LogTime time) => new(
        _log.FirstPositionAtOrAfter(new LogTime(time.Microseconds + 1)).Value - 1);

    // Brings a fold to a moment, and its windows with it.
    private LogTime Replay(Fold fold, PastMoment moment, CancellationToken cancellation)
    {
        LogReplayer replayer = new(_log, _definitions);
        if (moment.Position is LogPosition position)
        {
            replayer.Replay(fold, position, progress: null, cancellation);
            return fold.Time;
        }

        replayer.Replay(fold, moment.LatestTime, progress: null, cancellation);
        fold.Projection<FeatureEngine>().State.AdvanceTo(moment.LatestTime.Microseconds);
        return moment.LatestTime;
    }
}
