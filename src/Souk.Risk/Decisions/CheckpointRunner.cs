using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Expressions;
using Souk.Features.Engine;
using Souk.Features.Reading;
using Souk.Graph.Links;
using Souk.Risk.Policies;

namespace Souk.Risk.Decisions;

/// <summary>Evaluates one checkpoint's policy. The columns that any of its expressions reads are read once for all of
/// them. No allocation, but for texts that expressions make and links.</summary>
internal sealed class CheckpointRunner
{
    private readonly DecisionContext _context;
    private readonly RiskRule[] _rules;
    private readonly EventFeatureReader? _reader;
    private readonly int[] _columns;
    private readonly FeatureValue[] _read;
    private readonly LinkReader? _links;
    private readonly FieldDefinition? _subject;
    private readonly ushort[] _live;
    private readonly ushort[] _shadow;

    internal CheckpointRunner(
        CheckpointPolicy policy, DecisionContext context, FeatureEngine features, LinkProjection? links)
    {
        Policy = policy;
        _context = context;
        _rules = [.. policy.Rules.Where(r => r.Status != RuleStatus.Off)];
        HashSet<string> members =
            [.. _rules.SelectMany(r => r.Program!.Members), .. policy.AmountProgram?.Members ?? []];
        HashSet<string> own = [.. ExpressionMembers.Of(policy.Type).Select(m => m.Path)];
        FeatureColumn[] columns = [.. features.Definition.Columns.Where(
            c => PolicySchemas.PathOf(c) is string path && members.Contains(path) && !own.Contains(path))];
        _columns = [.. columns.Select(c => c.Index)];
        _read = new FeatureValue[columns.Length];
        _reader = columns.Length == 0 ? null : features.CreateReader(policy.Type, [.. columns.Select(c => c.Name)]);
        _live = new ushort[_rules.Length];
        _shadow = new ushort[_rules.Length];
        if (links is not null && members.Any(m => m.StartsWith("links.", StringComparison.Ordinal)))
        {
            _links = links.CreateReader();
            _subject = PolicySchemas.LinkSubject(features.Definition, policy.Type);
        }
    }

    internal CheckpointPolicy Policy { get; }

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
        ReadContext(e);
        Tally live = new(Policy.Default);
        Tally all = new(Policy.Default);
        LiveCount = ShadowCount = Faults = 0;
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

    private void ReadContext(EventView e)
    {
        _context.Event = e;
        if (_reader is not null)
        {
            _reader.Read(e, _read);
            for (int i = 0; i < _columns.Length; i++)
            {
                _context.Values[_columns[i]] = _read[i];
            }
        }

        _links?.ReadFor(_subject!.Type.Entity!, e.Entity(_subject.Index), _context.Links);
    }

    // A value that is missing means that the condition does not hold; anything else is a rule that failed.
    private void CountFault(RiskRule rule, CelErrorCode code)
    {
        if (rule.Status == RuleStatus.Live && code is not (CelErrorCode.NoSuchField or CelErrorCode.NoSuchKey))
        {
            Faults++;
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
        return Faults > 0 && Policy.Fallback > outcome ? Policy.Fallback : outcome;
    }

    private struct Tally(RiskOutcome hardest)
    {
        public double Score;
        public RiskOutcome Hardest = hardest;
        public bool IsExempt;

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
