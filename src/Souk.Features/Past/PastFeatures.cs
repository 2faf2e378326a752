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
/// the same engine, with the asked columns only. A read costs a replay; for values of now use
/// <see cref="FeatureEngine.CreateReader(IReadOnlyList{string})"/>. Safe for use from several threads.
/// </summary>
public sealed class PastFeatures
{
    // How far a replay towards a time goes before it looks whether it is there.
    private const long Stride = 50_000;

    private readonly IEventLog _log;
    private readonly DefinitionHistory _definitions;

    /// <summary>Makes a reader of a log and the definitions it was written under.</summary>
    public PastFeatures(IEventLog log, DefinitionHistory definitions)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(definitions);
        _log = log;
        _definitions = definitions;
    }

    /// <summary>Reads columns of one key as of a moment.</summary>
    /// <param name="definition">The definition whose features are read; it need not be the one of that time.</param>
    /// <param name="columns">The columns, all of one key.</param>
    /// <param name="key">The key's parts.</param>
    /// <param name="moment">The position or time.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">A column does not exist or has another key.</exception>
    public IReadOnlyList<FeatureValue> Read(
        MarketplaceDefinition definition, IReadOnlyList<string> columns, IReadOnlyList<string> key, PastMoment moment,
        CancellationToken cancellation)
    {
        using Fold fold = new(definition, [new FeatureEngineFactory(columns)]);
        FeatureReader reader = fold.Projection<FeatureEngine>().CreateReader(columns);
        FeatureValue[] values = new FeatureValue[columns.Count];
        Replay(fold, moment, cancellation);
        reader.Read([.. key], values);
        return values;
    }

    /// <summary>Tells how the value of a column came about.</summary>
    /// <param name="definition">The definition whose features are read.</param>
    /// <param name="column">The column.</param>
    /// <param name="key">The key's parts.</param>
    /// <param name="moment">The position or time.</param>
    /// <param name="maxEvents">How many of the newest events of each window are named; others are counted.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">The column does not exist or has another key.</exception>
    public FeatureExplanation Explain(
        MarketplaceDefinition definition, string column, IReadOnlyList<string> key, PastMoment moment, int maxEvents,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentOutOfRangeException.ThrowIfNegative(maxEvents);
        using Fold fold = new(definition, [new FeatureEngineFactory([column])]);
        FeatureEngine engine = fold.Projection<FeatureEngine>();
        string[] columns = [.. engine.Plan.Columns.Keys];
        FeatureReader reader = engine.CreateReader(columns);
        Dictionary<string, EvidenceCollector> collectors = engine.Plan.Columns.Values.Where(c => c.Request is not null)
            .ToDictionary(c => c.Column.Name, c => new EvidenceCollector(engine, c, key, maxEvents));
        EventViewInputs inputs = new(engine.Plan.Sources);
        fold.Applied = e =>
        {
            if (e.Time > moment.LatestTime)
            {
                return;
            }

            inputs.Begin(e);
            foreach (EvidenceCollector collector in collectors.Values)
            {
                collector.Look(e, inputs);
            }

            inputs.End();
        };
        LogTime time = Replay(fold, moment, cancellation);
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

    // Brings a fold to a moment, and its windows with it.
    private LogTime Replay(Fold fold, PastMoment moment, CancellationToken cancellation)
    {
        LogReplayer replayer = new(_log, _definitions);
        FeatureEngine engine = fold.Projection<FeatureEngine>();
        LogPosition last = LogTail.AwaitReadable(_log, cancellation);
        if (moment.Position is LogPosition position)
        {
            if (position > last)
            {
                throw new ArgumentException(
                    $"The log ends at position {last.Value}; {position.Value} is not there yet.");
            }

            replayer.Replay(fold, position, progress: null, cancellation);
            return fold.Time;
        }

        engine.LatestTime = moment.LatestTime;
        while (fold.Position < last && fold.Time <= moment.LatestTime)
        {
            LogPosition through = new(Math.Min(last.Value, fold.Position.Value + Stride));
            replayer.Replay(fold, through, progress: null, cancellation);
        }

        engine.State.AdvanceTo(moment.LatestTime.Microseconds);
        return moment.LatestTime;
    }
}
