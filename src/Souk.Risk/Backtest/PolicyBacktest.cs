using System.Globalization;
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
using Souk.Risk.Models;
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
    private readonly BacktestProgress? _progress;
    private readonly Fold _fold;
    private readonly List<BacktestRow> _rows;
    private readonly Dictionary<(string Checkpoint, string Field, string Id), BacktestRow> _byKey = [];
    private readonly RiskEngine _candidate;
    private readonly RiskEngine _decided;
    private LogTime _end;

    private PolicyBacktest(
        LogReplayer replayer, MarketplaceDefinition definition, string policyText, BacktestOptions options)
    {
        _options = options;
        _progress = options.ProgressFolder is string folder
            ? new BacktestProgress(folder, IdentityOf(replayer, definition, policyText, options)) : null;
        Func<Fold> create = () => new Fold(
            definition,
            [
                new FeatureEngineFactory(), new LinkProjectionFactory(), new RingProjectionFactory(),
                new RiskEngineFactory(),
                new RiskEngineFactory(policyText, options.Models),
            ],
            _progress?.StateFolder);
        _end = LogTime.BeforeAll;
        if (_progress is null)
        {
            _fold = create();
            _rows = [];
        }
        else
        {
            _rows = _progress.Open(create, out _fold, out _end);
        }

        RiskEngine[] engines = [.. _fold.Projections.OfType<RiskEngine>()];
        (_decided, _candidate) = (engines[0], engines[1]);
        _fold.Applied = Take;
        _rows.ForEach(Index);
    }

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
        ArgumentOutOfRangeException.ThrowIfLessThan(options.KeepEvery, 1, nameof(options));
        PolicyBacktest test = new(replayer, definition, policyText, options);
        using (test._fold)
        {
            test.Replay(replayer, progress, cancellation);
            BacktestReport report = test.Report();
            test._progress?.Forget();
            return report;
        }
    }

    // What a kept state must be of: the same log, definition, policy, models and span.
    private static ulong IdentityOf(
        LogReplayer replayer, MarketplaceDefinition definition, string policyText, BacktestOptions options)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{replayer.LogIdentity}/{definition.Fingerprint}/");
        text.Append(
            CultureInfo.InvariantCulture,
            $"{options.From.Microseconds}/{options.To.Microseconds}/{options.AsOf.Microseconds}/");
        foreach ((string name, RiskModel model) in options.Models.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}={RiskModel.HashOf(model.ToBytes())}/");
        }

        return StableHash.Of(Encoding.UTF8.GetBytes(text.Append(policyText).ToString()));
    }

    private void Replay(LogReplayer replayer, IProgress<LogPosition>? progress, CancellationToken cancellation)
    {
        LogPosition reached;
        do
        {
            reached = _fold.Position;
            LogPosition? through = _progress is null ? null : new LogPosition(reached.Value + _options.KeepEvery);
            replayer.Replay(_fold, through, progress, cancellation);
            if (_fold.Position > reached)
            {
                _progress?.Keep(_fold, _rows, _end, cancellation);
            }
        }
        while (_progress is not null && _fold.Position > reached);
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
                Checkpoint = candidate.Checkpoint,
                Candidate = candidate.Outcome,
                Decided = _decided.Find(e.Position)?.Outcome ?? RiskOutcome.Approve,
                Amount = double.IsNaN(candidate.Amount) ? 0 : candidate.Amount,
                Rules = [.. candidate.Rules.Where(r => r.Status == RuleStatus.Live).Select(r => r.Id)],
                Keys = [.. LabelsOf(e.Type.Name).Select(l => l.By).Distinct().Select(by => (by, KeyOf(e, by)))],
            };
            _rows.Add(row);
            Index(row);
        }
    }

    private void Index(BacktestRow row)
    {
        foreach ((string field, string id) in row.Keys)
        {
            _byKey[(row.Checkpoint, field, id)] = row;
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
        List<BacktestRow> judged = [.. _rows.Where(r => matures.ContainsKey(r.Checkpoint))];
        List<BacktestRow> mature = [.. judged.Where(
            r => _end.Microseconds - r.Time.Microseconds >= matures[r.Checkpoint])];
        return new BacktestReport
        {
            Candidate = FigureMaker.Make(mature, r => r.Candidate, _options),
            Decided = FigureMaker.Make(mature, r => r.Decided, _options),
            Rules = RuleTally.Make(_candidate.Policy, mature),
            Immature = judged.Count - mature.Count,
            Unjudged = _rows.Count - judged.Count,
            Changed = _rows.Count(r => r.Candidate != r.Decided),
        };
    }
}
