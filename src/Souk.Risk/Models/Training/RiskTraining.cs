using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Expressions;
using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Graph.Rings;
using Souk.Log;
using Souk.Risk.Decisions;
using Souk.Risk.Policies;

namespace Souk.Risk.Models.Training;

/// <summary>
/// Gathers rows for a risk model by replaying the log through the code that decides: a row holds what a model at that
/// event would have seen, and a label what was known by the moment of training. An event that was declined and got no
/// outcome is left out, because nobody knows what it would have been.
/// </summary>
public sealed class RiskTraining
{
    private readonly RiskTrainingOptions _options;
    private readonly RiskEngine _engine;
    private readonly RiskEngine? _decided;
    private readonly EventType _type;
    private readonly OutcomeLabel[] _labels;
    private readonly string[] _columns;
    private readonly ModelInput[] _inputs;
    private readonly TextCodes?[] _codes;
    private readonly ContextReader _context;
    private readonly CelProgram<DecisionContext, double>? _amount;
    private readonly List<float[]> _rows = [];
    private readonly List<float> _bad = [];
    private readonly List<double> _amounts = [];
    private readonly List<(LogPosition Position, LogTime Time)> _events = [];
    private readonly Dictionary<(string Field, string Id), int> _byKey = [];
    private readonly HashSet<int> _declined = [];

    private RiskTraining(Fold fold, RiskTrainingOptions options)
    {
        _options = options;
        RiskEngine[] engines = [.. fold.Projections.OfType<RiskEngine>()];
        _engine = engines[^1];
        _decided = engines.Length > 1 ? engines[0] : null;
        RiskPolicy policy = _engine.Policy!;
        CheckpointPolicy checkpoint = policy.FindCheckpoint(options.Checkpoint) ?? throw new ArgumentException(
            $"The policy has no checkpoint '{options.Checkpoint}'"
            + Suggestion.For(options.Checkpoint, policy.Checkpoints.Select(c => c.Type.Name), "checkpoints"));
        _type = checkpoint.Type;
        _labels = LabelsOf(policy, options);
        _columns = options.Like is RiskModel like ? [.. like.Columns.Select(c => c.Expression)] : [.. options.Columns];
        if (_columns.Length == 0)
        {
            _columns = [.. DefaultColumns.Of(
                _type, fold.Projection<FeatureEngine>(), fold.Projections.OfType<LinkProjection>().SingleOrDefault())];
            _columns = options.Kind == RiskModelKind.Trees ? _columns : [.. _columns.Where(c => !Compile(c).IsText)];
        }

        _inputs = [.. _columns.Select(Compile)];
        _codes = [.. _inputs.Select((input, c) => !input.IsText ? null
            : options.Like is RiskModel model ? new TextCodes(model.Columns[c].Categories ?? []) : new TextCodes())];
        _amount = checkpoint.AmountProgram;
        _context = _engine.CreateContextReader(
            _type, [.. _inputs.SelectMany(i => i.Members), .. _amount?.Members ?? []]);
        Costs = checkpoint.Costs;
    }

    private DecisionCosts Costs { get; }

    /// <summary>Gathers the rows.</summary>
    /// <param name="replayer">Replays the log; keep retention from it meanwhile with
    /// <see cref="SoukEngine.HoldLog"/>.</param>
    /// <param name="definition">The definition to read the log under.</param>
    /// <param name="policyText">The policy whose outcomes label the rows.</param>
    /// <param name="options">What rows to gather.</param>
    /// <param name="progress">Told the position reached.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">A checkpoint, an outcome or a column is not there, or there are too many
    /// rows.</exception>
    /// <exception cref="InvalidDataException">The policy has errors.</exception>
    public static RiskTrainingRows Gather(
        LogReplayer replayer, MarketplaceDefinition definition, string policyText, RiskTrainingOptions options,
        IProgress<LogPosition>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(replayer);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        using Fold fold = new(definition,
        [
            new FeatureEngineFactory(), new LinkProjectionFactory(), new RingProjectionFactory(),
            new RiskEngineFactory(),
            RiskEngineFactory.ForRows(policyText),
        ]);
        RiskTraining training = new(fold, options);
        fold.Applied = training.Take;
        replayer.Replay(fold, options.AsOf ?? new LogTime(long.MaxValue), progress, cancellation);
        return training.Rows(options.AsOf ?? fold.Time, fold.Position);
    }

    /// <summary>Scores the rows of a span with a model, as a decision at each event would have.</summary>
    /// <param name="replayer">Replays the log; keep retention from it meanwhile with
    /// <see cref="SoukEngine.HoldLog"/>.</param>
    /// <param name="definition">The definition to read the log under.</param>
    /// <param name="policyText">The policy whose outcomes say which rows have matured.</param>
    /// <param name="options">The span; its columns are not looked at.</param>
    /// <param name="model">The model.</param>
    /// <param name="progress">Told the position reached.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">The model's columns do not fit the definition.</exception>
    public static IEnumerable<(LogPosition Position, double Probability)> Score(
        LogReplayer replayer,
        MarketplaceDefinition definition,
        string policyText,
        RiskTrainingOptions options,
        RiskModel model,
        IProgress<LogPosition>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(model);
        options = options with { Like = model, KeepsDeclined = true };
        RiskTrainingRows rows = Gather(replayer, definition, policyText, options, progress, cancellation);
        return Enumerable.Range(0, rows.Count).Select(r => (rows.Positions[r], model.Probability(rows.Row(r))));
    }

    private static OutcomeLabel[] LabelsOf(RiskPolicy policy, RiskTrainingOptions options)
    {
        OutcomeLabel[] all = [.. policy.Outcomes.Where(o => o.Of.Name == options.Checkpoint)];
        if (options.Outcomes.FirstOrDefault(n => all.All(o => o.Name != n)) is string unknown)
        {
            throw new ArgumentException($"The policy has no outcome '{unknown}' of '{options.Checkpoint}'"
                + Suggestion.For(unknown, all.Select(o => o.Name), "outcomes"));
        }

        return all.Length == 0
            ? throw new ArgumentException(
                $"The policy names no outcome of '{options.Checkpoint}', so nothing says which events were bad.")
            : [.. all.Where(o => options.Outcomes.Count == 0 || options.Outcomes.Contains(o.Name))];
    }

    private ModelInput Compile(string column)
    {
        ModelInput input = ModelInput.Compile(_engine.SchemaOf(_type), column, out string problem)
            ?? throw new ArgumentException($"The column '{column}' is wrong: {problem}");
        return !input.IsText || _options.Kind == RiskModelKind.Trees || _options.Columns.Count == 0
            ? input
            : throw new ArgumentException($"The column '{column}' is a text; only trees read texts.");
    }

    private void Take(EventView e)
    {
        foreach (OutcomeLabel label in _labels)
        {
            if (e.Type == label.Type && _byKey.TryGetValue((label.By, KeyOf(e, label.By)), out int row)
                && e.Time.Microseconds - _events[row].Time.Microseconds <= label.Matures.Microseconds
                && _engine.Holds(label, e))
            {
                _bad[row] = 1;
            }
        }

        if (e.Type != _type || e.Time < _options.From || e.Time >= _options.To)
        {
            return;
        }

        if (_rows.Count == _options.MaxRows)
        {
            throw new ArgumentException(
                $"There are more than {_options.MaxRows} rows from {_options.From} on; choose a later 'from'.");
        }

        if (_decided?.Find(e.Position)?.Outcome == RiskOutcome.Decline)
        {
            _declined.Add(_rows.Count);
        }

        Add(e);
    }

    private void Add(EventView e)
    {
        foreach (string field in _labels.Select(l => l.By).Distinct())
        {
            _byKey[(field, KeyOf(e, field))] = _rows.Count;
        }

        _context.Read(e);
        float[] row = new float[_inputs.Length];
        for (int c = 0; c < row.Length; c++)
        {
            row[c] = _codes[c]?.Code(_inputs[c].Text(_engine.Context)) ?? _inputs[c].Number(_engine.Context);
        }

        _rows.Add(row);
        _bad.Add(0);
        double amount = _amount?.Evaluate(_engine.Context).ValueOr(double.NaN) ?? 1;
        _amounts.Add(double.IsFinite(amount) && amount > 0 ? amount : 0);
        _events.Add((e.Position, e.Time));
    }

    private static string KeyOf(EventView e, string field)
    {
        int index = e.Type.EntityFields.First(f => f.Name == field).Index;
        return e.Has(index) ? e.TextString(index) : string.Empty;
    }

    private RiskTrainingRows Rows(LogTime asOf, LogPosition through)
    {
        long matures = _labels.Max(l => l.Matures.Microseconds);
        int mature = _events.FindIndex(e => asOf.Microseconds - e.Time.Microseconds < matures);
        mature = mature < 0 ? _rows.Count : mature;
        int[] kept = [.. Enumerable.Range(0, mature).Where(
            r => _options.KeepsDeclined || _bad[r] > 0 || !_declined.Contains(r))];
        List<RiskModelColumn> columns = [];
        for (int c = 0; c < _columns.Length; c++)
        {
            columns.Add(Finish(c));
        }

        return new RiskTrainingRows(
            columns,
            [.. kept.Select(r => _rows[r])],
            [.. kept.Select(r => _bad[r])],
            [.. kept.Select(r => _amounts[r])],
            [.. kept.Select(r => _events[r].Position)])
        {
            Checkpoint = _type.Name,
            Outcomes = [.. _labels.Select(l => l.Name)],
            From = kept.Length == 0 ? _options.From : _events[kept[0]].Time,
            AsOf = asOf,
            Through = through,
            Immature = _rows.Count - mature,
            Declined = mature - kept.Length,
            Costs = Costs,
        };
    }

    private RiskModelColumn Finish(int column)
    {
        if (_codes[column] is not TextCodes codes)
        {
            return new RiskModelColumn(_columns[column]);
        }

        (string[] texts, Func<float, float> final) = codes.Finish();
        foreach (float[] row in _rows)
        {
            row[column] = final(row[column]);
        }

        return new RiskModelColumn(_columns[column], texts);
    }
}
