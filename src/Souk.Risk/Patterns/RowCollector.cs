using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Graph.Rings;
using Souk.Log;
using Souk.Risk.Decisions;
using Souk.Risk.Policies;

namespace Souk.Risk.Patterns;

/// <summary>Samples the rows of an event type in three spans while the log is replayed: the recent one, its reference,
/// and an older one whose outcomes have matured. Memory holds the samples, whatever the log's length.</summary>
internal sealed class RowCollector
{
    private readonly RiskEngine _risk;
    private readonly Dictionary<(string Field, string Id), SampledRow> _awaiting = [];
    private readonly long _end;
    private readonly long _recentFrom;
    private readonly long _referenceFrom;
    private readonly long _learningFrom;
    private readonly long _learningTo;
    private readonly OutcomeLabel[] _labels;

    private RowCollector(DiscoveryOptions options, Fold fold, RiskPolicy? policy)
    {
        Options = options;
        Type = fold.Definition.FindEventType(options.EventType) ?? throw new ArgumentException(
            $"There is no event type '{options.EventType}'"
            + Suggestion.For(options.EventType, fold.Definition.EventTypes.Select(t => t.Name), "event types"));
        _risk = fold.Projection<RiskEngine>();
        Reader = _risk.CreateRowReader(Type);
        _end = options.End!.Value.Microseconds;
        _recentFrom = _end - Microseconds(options.Recent);
        _referenceFrom = _recentFrom - Microseconds(options.Reference);
        _labels = [.. (policy?.Outcomes ?? []).Where(o => o.Of.Name == options.EventType)];
        long matures = options.BadEvents is not null || _labels.Length == 0
            ? 0 : _labels.Max(l => l.Matures.Microseconds);
        _learningTo = _end - matures;
        _learningFrom = _learningTo - Microseconds(options.Learning);
        Recent = new RowSample(options.MaxRows, options.Seed);
        Reference = new RowSample(options.MaxRows, options.Seed + 1);
        Learning = new RowSample(options.MaxRows, options.Seed + 2);
    }

    /// <summary>What is looked for, with its end.</summary>
    internal DiscoveryOptions Options { get; }

    internal EventType Type { get; }

    internal RowReader Reader { get; }

    internal RowSample Recent { get; }

    internal RowSample Reference { get; }

    internal RowSample Learning { get; }

    /// <summary>Whether anything says which rows are bad.</summary>
    internal bool HasLabels => _labels.Length > 0 || Options.BadEvents is not null;

    /// <summary>Replays once for all searches, and gives each collector to the work that follows, while the state is
    /// still there.</summary>
    internal static T[] Collect<T>(
        LogReplayer replayer, MarketplaceDefinition definition, string? policyText,
        IReadOnlyList<DiscoveryOptions> searches, Func<RowCollector, RiskEngine, T> work,
        IProgress<LogPosition>? progress, CancellationToken cancellation)
    {
        if (searches.Count == 0)
        {
            return [];
        }

        using Fold fold = new(
            definition,
            [
                new FeatureEngineFactory(), new LinkProjectionFactory(), new RingProjectionFactory(),
                new RiskEngineFactory(),
            ]);
        RiskEngine risk = fold.Projection<RiskEngine>();
        RiskPolicy? policy = policyText is null ? null : risk.Check(policyText, "policy").Policy;
        RowCollector[] collectors = [.. searches.Select(s => new RowCollector(s, fold, policy))];
        fold.Applied = e => Array.ForEach(collectors, c => c.Take(e));
        replayer.Replay(fold, collectors.MaxBy(c => c._end)!.Options.End!.Value, progress, cancellation);
        return [.. collectors.Select(c => work(c, risk))];
    }

    private static long Microseconds(TimeSpan span) => (long)span.TotalMicroseconds;

    private void Take(EventView e)
    {
        foreach (OutcomeLabel label in _labels)
        {
            if (label.Type.Name == e.Type.Name)
            {
                Judge(e, label);
            }
        }

        long time = e.Time.Microseconds;
        if (e.Type != Type || time > _end || time < Math.Min(_referenceFrom, _learningFrom))
        {
            return;
        }

        SampledRow? row = null;
        if (time >= _referenceFrom)
        {
            row = Offer(time >= _recentFrom ? Recent : Reference, e, row);
        }

        if (time >= _learningFrom && time <= _learningTo)
        {
            row = Offer(Learning, e, row);
        }

        if (row is null)
        {
            return;
        }

        foreach (string field in _labels.Select(l => l.By).Distinct())
        {
            _awaiting[(field, KeyOf(e, field))] = row;
        }
    }

    private SampledRow? Offer(RowSample sample, EventView e, SampledRow? row)
    {
        sample.Offer();
        if (sample.Takes(e.Position.Value))
        {
            row ??= Read(e);
            sample.Add(row);
        }

        return row;
    }

    private SampledRow Read(EventView e)
    {
        Decision? decision = _risk.Find(e.Position);
        string id = Encoding.UTF8.GetString(e.Id);
        return new SampledRow
        {
            Position = e.Position,
            Time = e.Time,
            EventId = id,
            Cells = Reader.Read(e),
            Entities = [.. Type.EntityFields.Select(f => e.Has(f.Index) ? StableHash.Of(e.Text(f.Index)) : 0)],
            Score = decision is null ? float.NaN : (float)decision.Score,
            IsStopped = decision?.Outcome >= RiskOutcome.Review,
            IsBad = Options.BadEvents?.Contains(id) == true,
        };
    }

    // As in a back-test: an outcome counts within its delay only, and never one from after the end.
    private void Judge(EventView e, OutcomeLabel label)
    {
        if (e.Time.Microseconds <= _end
            && _awaiting.TryGetValue((label.By, KeyOf(e, label.By)), out SampledRow? row)
            && e.Time.Microseconds - row.Time.Microseconds <= label.Matures.Microseconds && _risk.Holds(label, e))
        {
            row.IsBad = true;
        }
    }

    private static string KeyOf(EventView e, string field) =>
        e.TextString(e.Type.EntityFields.First(f => f.Name == field).Index);
}
