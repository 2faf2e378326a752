using System.Globalization;
using System.Text;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Expressions;
using Souk.Features.Engine;
using Souk.Features.Past;
using Souk.Features.Reading;
using Souk.Log;

namespace Souk.Features.Training;

/// <summary>
/// Makes training sets by replaying the log through the engine that serves: a row holds exactly what serving saw at its
/// event. Rows come in log order, each once its label is mature or the log ends, so that memory holds the rows of one
/// label delay. Safe for use from several threads.
/// </summary>
public sealed class TrainingSetBuilder
{
    private readonly IEventLog _log;
    private readonly DefinitionHistory _definitions;

    /// <summary>Makes a builder for a log and the definitions it was written under.</summary>
    public TrainingSetBuilder(IEventLog log, DefinitionHistory definitions)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(definitions);
        _log = log;
        _definitions = definitions;
    }

    /// <summary>The feature columns that rows of an event type can have: those whose key its events carry.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="eventType">The name of the event type.</param>
    /// <exception cref="ArgumentException">There is no such type.</exception>
    public static IReadOnlyList<string> ColumnsFor(MarketplaceDefinition definition, string eventType)
    {
        ArgumentNullException.ThrowIfNull(definition);
        EventType type = FindType(definition, eventType);
        return
        [
            .. definition.Features.Where(f => EventColumns.HasKey(type, f)).SelectMany(f => f.Columns)
            .Select(c => c.Name),
        ];
    }

    /// <summary>Replays the log and hands out the rows.</summary>
    /// <param name="definition">The definition whose features are computed.</param>
    /// <param name="options">What the rows have.</param>
    /// <param name="sink">Takes the rows, in log order.</param>
    /// <param name="progress">Told the position reached, or null.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>How many rows there were.</returns>
    /// <exception cref="ArgumentException">A name or an expression is wrong.</exception>
    public long Build(
        MarketplaceDefinition definition, TrainingSetOptions options, Action<TrainingRow> sink,
        IProgress<LogPosition>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sink);
        using Fold fold = new(definition, [new FeatureEngineFactory(options.Columns)]);
        Run run = new(definition, options, fold, sink);
        fold.Applied = run.Take;
        LogPosition last = LogTail.AwaitReadable(_log, cancellation);
        LogPosition through = options is { Label: null, Through: LogPosition end } && end < last ? end : last;
        new LogReplayer(_log, _definitions).Replay(fold, through, progress, cancellation);
        return run.Finish(fold.Time);
    }

    private static EventType FindType(MarketplaceDefinition definition, string name) =>
        definition.FindEventType(name) ?? throw new ArgumentException(
            "There is no event type " +
            $"'{name}'{Suggestion.For(name, definition.EventTypes.Select(t => t.Name), "event types")}");

    private sealed class Run
    {
        private readonly TrainingSetOptions _options;
        private readonly Action<TrainingRow> _sink;
        private readonly EventType _type;
        private readonly CelProgram<EventView, bool>? _where;
        private readonly EventFeatureReader _reader;
        private readonly LabelJoin? _labels;
        private readonly Queue<PendingRow> _pending = new();
        private long _rows;

        internal Run(MarketplaceDefinition definition, TrainingSetOptions options, Fold fold, Action<TrainingRow> sink)
        {
            _options = options;
            _sink = sink;
            _type = FindType(definition, options.EventType);
            _where = options.Where is null ? null : Condition(_type, options.Where);
            _reader = fold.Projection<FeatureEngine>().CreateReader(_type, options.Columns);
            if (options.Label is TrainingLabel label)
            {
                EventType labelType = FindType(definition, label.EventType);
                _labels = new LabelJoin(
                    _type, labelType, label, label.Where is null ? null : Condition(labelType, label.Where));
            }
        }

        internal void Take(EventView e)
        {
            EmitMature(e.Time);
            _labels?.Look(e);
            if (e.Type != _type || e.Position < _options.From || e.Position > (_options.Through ?? e.Position)
                || _where?.Evaluate(e).ValueOr(false) == false)
            {
                return;
            }

            FeatureValue[] values = new FeatureValue[_options.Columns.Count];
            _reader.Read(e, values);
            PendingRow row = new(e.Position, e.Time, Encoding.UTF8.GetString(e.Id), values);
            if (_labels is null)
            {
                Emit(row, isMature: true);
                return;
            }

            _pending.Enqueue(row);
            _labels.Wait(e, row);
        }

        internal long Finish(LogTime end)
        {
            EmitMature(end);
            while (_pending.TryDequeue(out PendingRow? row))
            {
                Emit(row, isMature: false);
            }

            return _rows;
        }

        private void EmitMature(LogTime now)
        {
            while (_pending.TryPeek(out PendingRow? row)
                && row.Time.Microseconds + _options.Label!.Delay.Microseconds < now.Microseconds)
            {
                Emit(_pending.Dequeue(), isMature: true);
                _labels!.Forget(row);
            }
        }

        private void Emit(PendingRow row, bool isMature)
        {
            _rows++;
            int? label = _labels is null ? null : row.IsPositive ? 1 : 0;
            _sink(new TrainingRow(row.Position, row.Time, row.EventId, row.Values, label, isMature));
        }

        private static CelProgram<EventView, bool> Condition(EventType type, string source)
        {
            CelCompilation<EventView, bool> compiled = EventExpressions.SchemaFor(type).Compile<bool>(source);
            return compiled.Program ?? throw new ArgumentException(
                $"The condition on '{type}' is wrong: {string.Join("; ", compiled.Diagnostics)}");
        }
    }
}
