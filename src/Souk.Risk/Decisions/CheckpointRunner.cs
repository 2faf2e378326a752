using Souk.Core.Events;
using Souk.Expressions;
using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Risk.Models;
using Souk.Risk.Policies;

namespace Souk.Risk.Decisions;

/// <summary>Evaluates one checkpoint's policy: its models, then its rules. The columns that any of its expressions
/// reads are read once for all of them. No allocation, but for texts that expressions make and links.</summary>
internal sealed class CheckpointRunner
{
    private readonly DecisionContext _context;
    private readonly RiskRule[] _rules;
    private readonly ContextReader _columns;
    private readonly ushort[] _live;
    private readonly ushort[] _shadow;
    private RiskOutcome _modelFallback;
    private bool _ruleFailed;

    internal CheckpointRunner(
        CheckpointPolicy policy, DecisionContext context, FeatureEngine features, LinkProjection? links,
        ModelSlot[] models)
    {
        Policy = policy;
        Models = models;
        _context = context;
        _rules = [.. policy.Rules.Where(r => r.Status != RuleStatus.Off)];
        _columns = new ContextReader(
            policy.Type,
            [
                .. _rules.SelectMany(r => r.Program!.Members), .. policy.AmountProgram?.Members ?? [],
                .. models.SelectMany(m => m.Members),
            ],
            context, features, links);
        _live = new ushort[_rules.Length];
        _shadow = new ushort[_rules.Length];
    }

    internal CheckpointPolicy Policy { get; }

    /// <summary>The models, as they scored the newest event.</summary>
    internal ModelSlot[] Models { get; }

    /// <summary>The live rules that fired, by their index.</summary>
    internal ReadOnlySpan<ushort> Live => _live.AsSpan(0, LiveCount);

    /// <summary>The rules in shadow that fired, by their index.</summary>
    internal ReadOnlySpan<ushort> Shadow => _shadow.AsSpan(0, ShadowCount);

    internal int LiveCount { get; private set; }

    internal int ShadowCount { get; private set; }

    internal int Faults { get; private set; }

    internal double Score { get; private set; }

    internal double Amount { get; private set; }

    internal RiskOutcome Outcome { get; private set; }

    internal RiskOutcome ShadowOutcome { get; private set; }

    internal void Run(EventView e)
    {
        _columns.Read(e);
        _context.Models = Models;
        Tally live = new(Policy.Default);
        Tally all = new(Policy.Default);
        LiveCount = ShadowCount = Faults = 0;
        _modelFallback = RiskOutcome.Approve;
        _ruleFailed = false;
        foreach (ModelSlot model in Models)
        {
            model.Run(_context);
            AddModel(model, ref live, ref all);
        }

        foreach (RiskRule rule in _rules)
        {
            if (!rule.Takes(e.Id))
            {
                continue;
            }

            CelResult<bool> result = rule.Program!.Evaluate(_context);
            if (!result.HasValue)
            {
                CountFault(rule, result.Error.Code);
            }
            else if (result.Value)
            {
                all.Add(rule);
                if (rule.Status == RuleStatus.Live)
                {
                    live.Add(rule);
                    _live[LiveCount++] = (ushort)rule.Index;
                }
                else
                {
                    _shadow[ShadowCount++] = (ushort)rule.Index;
                }
            }
        }

        Score = live.Score;
        Outcome = OutcomeOf(live);
        ShadowOutcome = OutcomeOf(all);
        CelResult<double> amount = Policy.AmountProgram?.Evaluate(_context) ?? CelResult<double>.Ok(double.NaN);
        Amount = amount.HasValue ? amount.Value : double.NaN;
    }

    /// <summary>Evaluates a rule on the event of the last run once more, to be timed.</summary>
    internal void EvaluateAgain(RiskRule rule) => rule.Program!.Evaluate(_context);

    private void AddModel(ModelSlot model, ref Tally live, ref Tally all)
    {
        bool isLive = model.Use.Status == RuleStatus.Live;
        if (model.IsFault)
        {
            if (isLive)
            {
                Faults++;
                _modelFallback = model.Use.Fallback > _modelFallback ? model.Use.Fallback : _modelFallback;
            }

            return;
        }

        all.Add(model);
        if (isLive)
        {
            live.Add(model);
        }
    }

    // A value that is missing means that the condition does not hold; anything else is a rule that failed.
    private void CountFault(RiskRule rule, CelErrorCode code)
    {
        if (rule.Status == RuleStatus.Live && code is not (CelErrorCode.NoSuchField or CelErrorCode.NoSuchKey))
        {
            Faults++;
            _ruleFailed = true;
        }
    }

    private RiskOutcome OutcomeOf(in Tally tally)
    {
        RiskOutcome outcome = tally.Hardest;
        foreach (ScoreThreshold threshold in Policy.Thresholds)
        {
            if (tally.Score >= threshold.Score && threshold.Outcome > outcome)
            {
                outcome = threshold.Outcome;
            }
        }

        outcome = tally.IsExempt ? RiskOutcome.Approve : outcome;
        RiskOutcome least = _ruleFailed && Policy.Fallback > _modelFallback ? Policy.Fallback : _modelFallback;
        return least > outcome ? least : outcome;
    }

    private struct Tally(RiskOutcome hardest)
    {
        public double Score;
        public RiskOutcome Hardest = hardest;
        public bool IsExempt;

        public void Add(ModelSlot model)
        {
            Score += model.Use.Weight * model.Probability;
            Hardest = model.Outcome > Hardest ? model.Outcome : Hardest;
        }

        public void Add(RiskRule rule)
        {
            Score += rule.Weight;
            if (rule.Outcome is not RiskOutcome outcome)
            {
                return;
            }

            IsExempt |= outcome == RiskOutcome.Approve;
            Hardest = outcome > Hardest ? outcome : Hardest;
        }
    }
}
