using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Graph.Rings;
using Souk.Log;
using Souk.Risk.Decisions;
using Souk.Risk.Policies;

namespace Souk.Risk.Backtest;

/// <summary>
/// Replays the log under a candidate policy beside what was decided, and judges both by the outcomes that arrived
/// within their delay. A decision whose outcomes have not matured as of the chosen time does not count; an outcome
/// after that time is never looked at, so the future cannot leak.
/// </summary>
public sealed class PolicyBacktest
{
    private readonly BacktestOptions _options;
    private readonly List<BacktestRow> _rows = [];
    private readonly Dictionary<(string Checkpoint, string Field, string Id), BacktestRow> _byKey = [];
    private RiskEngine _candidate = null!;
    private RiskEngine _decided = null!;
    private LogTime _end = LogTime.BeforeAll;

    private PolicyBacktest(BacktestOptions options) => _options = options;

    /// <summary>Runs a back-test.</summary>
    /// <param name="replayer">Replays the log; keep retention from it meanwhile with
    /// <see cref="SoukEngine.HoldLog"/>.</param>
    /// <param name="definition">The definition to read the log under.</param>
    /// <param name="policyText">The candidate.</param>
    /// <param name="options">The span; null for all.</param>
    /// <param name="progress">Told the position reached.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidDataException">The candidate has errors.</exception>
    public static BacktestReport Run(
        LogReplayer replayer,
        MarketplaceDefinition definition,
        string policyText,
        BacktestOptions? options = null,
        IProgress<LogPosition>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(replayer);
        options ??= new BacktestOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Resamples, 20, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Resamples, 10_000, nameof(options));
        PolicyBacktest test = new(options);
        using Fold fold = new(definition,
        [
            new FeatureEngineFactory(), new LinkProjectionFactory(), new RingProjectionFactory(),
            new RiskEngineFactory(),
            new RiskEngineFactory(policyText),
        ]);
        RiskEngine[] engines = [.. fold.Projections.OfType<RiskEngine>()];
        (test._decided, test._candidate) = (engines[0], engines[1]);
        fold.Applied = test.Take;
        replayer.Replay(fold, through: null, progress, cancellation);
        return test.Report();
    }

    private void Take(EventView e)
    {
        if (e.Time > _options.AsOf)
        {
            return;
        }

        _end = e.Time;
        foreach (OutcomeLabel label in _candidate.OutcomesOf(e.Type))
        {
            Judge(e, label);
        }

        if (e.Time >= _options.From && e.Time < _options.To && _candidate.Find(e.Position) is Decision candidate)
        {
            BacktestRow row = new()
            {
                Position = e.Position,
                Time = e.Time,
                Candidate = candidate,
                Decided = _decided.Find(e.Position)?.Outcome ?? RiskOutcome.Approve,
            };
            _rows.Add(row);
            foreach (string field in LabelsOf(e.Type.Name).Select(l => l.By).Distinct())
            {
                _byKey[(e.Type.Name, field, KeyOf(e, field))] = row;
            }
        }
    }

    private void Judge(EventView e, OutcomeLabel label)
    {
        if (_byKey.TryGetValue((label.Of.Name, label.By, KeyOf(e, label.By)), out BacktestRow? row)
            && e.Time.Microseconds - row.Time.Microseconds <= label.Matures.Microseconds
            && _candidate.Holds(label, e))
        {
            row.IsBad = true;
        }
    }

    private static string KeyOf(EventView e, string field) =>
        e.TextString(e.Type.EntityFields.First(f => f.Name == field).Index);

    private IEnumerable<OutcomeLabel> LabelsOf(string checkpoint) =>
        _candidate.Policy!.Outcomes.Where(o => o.Of.Name == checkpoint);

    private BacktestReport Report()
    {
        Dictionary<string, long> matures = _candidate.Policy!.Outcomes.GroupBy(o => o.Of.Name)
            .ToDictionary(g => g.Key, g => g.Max(o => o.Matures.Microseconds));
        List<BacktestRow> judged = [.. _rows.Where(r => matures.ContainsKey(r.Candidate.Checkpoint))];
        List<BacktestRow> mature = [.. judged.Where(
            r => _end.Microseconds - r.Time.Microseconds >= matures[r.Candidate.Checkpoint])];
        return new BacktestReport
        {
            Candidate = FigureMaker.Make(mature, r => r.Candidate.Outcome, _options),
            Decided = FigureMaker.Make(mature, r => r.Decided, _options),
            Rules = RuleTally.Make(_candidate.Policy, mature),
            Immature = judged.Count - mature.Count,
            Unjudged = _rows.Count - judged.Count,
            Changed = _rows.Count(r => r.Candidate.Outcome != r.Decided),
        };
    }
}
