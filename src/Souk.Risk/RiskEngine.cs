using System.Text;
using System.Text.Json;
using Souk.Cases;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Engine.Answers;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Expressions;
using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Graph.Rings;
using Souk.Log;
using Souk.Risk.Decisions;
using Souk.Risk.Lists;
using Souk.Risk.Models;
using Souk.Risk.Patterns;
using Souk.Risk.Policies;

namespace Souk.Risk;

/// <summary>
/// Decisions as a projection of the log: each event of a checkpoint is decided on by the policy in force at its place,
/// with features, links and lists as of that event. Replay gives the same decisions to the last bit. Read it under
/// <see cref="SoukEngine.Read"/>.
/// </summary>
public sealed partial class RiskEngine : IAnswering, ICaseSource, ISuspicion
{
    /// <summary>The name of the projection, its arena and its folder.</summary>
    public const string ProjectionName = "risk";

    /// <summary>The directive that hands in a policy: JSON with <c>text</c> and <c>by</c>.</summary>
    public const string PolicyDirective = "risk.policy";

    /// <summary>The directive that approves a draft: JSON with <c>version</c> and <c>by</c>.</summary>
    public const string ApproveDirective = "risk.approve";

    /// <summary>The directive that changes a list: JSON as <see cref="ListChange"/> says.</summary>
    public const string ListDirective = "risk.list";

    internal const string CandidateName = "risk-candidate";

    private readonly MarketplaceDefinition _definition;
    private readonly FeatureEngine _features;
    private readonly LinkProjection? _links;
    private readonly PolicySchemas _schemas;
    private readonly PolicyHistory _history;
    private readonly ListTable _lists;
    private readonly ModelStore _models;
    private readonly IReadOnlyDictionary<string, RiskModel> _givenModels;
    private readonly DecisionStore _decisions;
    private readonly DecisionOpener _opener;
    private readonly DecisionContext _context;
    private readonly Dictionary<int, RiskPolicy?> _past = [];
    private readonly CheckpointRunner?[] _runners;
    private readonly bool[] _isBroken;
    private readonly byte[] _value = new byte[ListKey.MaxBytes];
    private readonly RiskPolicy? _candidate;
    private PastDecisions _ended;
    private volatile RiskPolicy? _checked;

    private readonly bool _decides;

    // Of the event that was applied last.
    private bool _isDeclined;

    /// <summary>Makes an engine.</summary>
    /// <param name="context">What it runs on.</param>
    /// <param name="name">The name of its arena.</param>
    /// <param name="candidate">The policy it follows whatever the log says, or null for the log's.</param>
    /// <param name="models">The models it uses whatever the log says, by name.</param>
    /// <param name="decides">Whether it decides; if not, it only reads rows for models.</param>
    internal RiskEngine(
        ProjectionContext context,
        string name,
        string? candidate,
        IReadOnlyDictionary<string, RiskModel> models,
        bool decides = true)
    {
        _givenModels = models;
        _decides = decides;
        _definition = context.Definition;
        _features = context.Require<FeatureEngine>();
        _links = context.Earlier.OfType<LinkProjection>().SingleOrDefault();
        _schemas = new PolicySchemas(_definition, _links);
        Arena = new Arena(name);
        _history = new PolicyHistory(Arena);
        _models = new ModelStore(Arena);
        _decisions = new DecisionStore(Arena);
        _opener = new DecisionOpener(_definition, _models, models);
        _ended = new PastDecisions([], _history, _models, models);
        _lists = new ListTable(Arena);
        _context = new DecisionContext(_definition.Columns.Count, _links?.Columns.Count ?? 0, _lists,
            context.Earlier.OfType<RingProjection>().SingleOrDefault());
        _runners = new CheckpointRunner?[_definition.EventTypes.Count];
        _isBroken = new bool[_definition.EventTypes.Count];
        if (candidate is not null)
        {
            _candidate = Check(candidate, "candidate").OrThrow();
            Follow(_candidate);
        }
    }

    /// <inheritdoc/>
    public Arena Arena { get; }

    /// <summary>The policy in force and compiled; null if there is none, or if it does not fit the
    /// definition.</summary>
    public RiskPolicy? Policy { get; private set; }

    /// <summary>All versions of the policy, oldest first.</summary>
    public IReadOnlyList<PolicyVersion> Versions => _history.All;

    /// <summary>The version in force, or null.</summary>
    public PolicyVersion? VersionInForce => _history.InForce;

    /// <summary>The lists and how many entries each has, expired ones included.</summary>
    public IEnumerable<(string Name, long Count)> Lists => _lists.All;

    /// <summary>All versions of all models, in the order of the log.</summary>
    public IReadOnlyList<RiskModelVersion> Models => _models.All;

    /// <summary>How many decisions were made.</summary>
    public long DecisionCount => (long)_decisions.Count + _ended.Count;

    /// <inheritdoc/>
    public void Apply(EventView e)
    {
        ArgumentNullException.ThrowIfNull(e);
        CheckpointRunner? runner = _runners[e.Type.Index];
        _isDeclined = false;
        Answered = null;
        IsAnswered = _ended.Through >= e.Position && _ended.Covers(e.Position);
        if (IsAnswered)
        {
            // Somebody acted on what was answered then; another definition does not change it.
            Answered = _ended.Find(e.Position);
            _isDeclined = Answered?.Outcome == RiskOutcome.Decline;
            return;
        }

        if ((runner is null && !_isBroken[e.Type.Index]) || e.Time < Span.From || e.Time >= Span.To)
        {
            return;
        }

        runner?.Run(e);
        _isDeclined = runner?.Outcome == RiskOutcome.Decline;
        _decisions.Add(e, _history.InForce?.Number ?? 0, runner, RiskOutcome.Review);
    }

    /// <summary>What is declined is not to be believed: it lifts nothing in what others are shown.</summary>
    public bool IsEventSuspect => _isDeclined;

    /// <summary>Nor is what those do of whom an outcome has said that they are bad.</summary>
    public bool IsSuspect(EntityKind kind, uint subject) => _links?.IsKnownBad(kind, subject) ?? false;

    /// <summary>A decision to review becomes a case of the event's first entity, so that what one shopper does is
    /// looked at together; the expected loss is the money at stake.</summary>
    public CaseDraft? DraftFor(EventView e)
    {
        ArgumentNullException.ThrowIfNull(e);
        CheckpointRunner? runner = IsAnswered ? null : _runners[e.Type.Index];
        if ((Answered?.Outcome ?? runner?.Outcome) != RiskOutcome.Review)
        {
            return null;
        }

        List<CaseSubject> subjects = [];
        foreach (FieldDefinition field in e.Type.EntityFields)
        {
            if (e.Has(field.Index))
            {
                subjects.Add(new CaseSubject(field.Type.Entity!.Name, e.TextString(field.Index)));
            }
        }

        string[] reasons = [.. Answered?.Reasons ?? ReasonsOf(runner!)];
        double amount = Answered?.Amount ?? runner!.Amount;
        string who = PersonOf(subjects)?.ToString() ?? string.Empty;
        return new CaseDraft(
            "decision",
            who,
            $"{e.Type.Name} of {(who.Length > 0 ? who : "nobody")}: {string.Join(", ", reasons)}",
            subjects,
            [$"{e.Type.Name} {Encoding.UTF8.GetString(e.Id)} at position {e.Position}: {string.Join(", ", reasons)}"],
            double.IsNaN(amount) ? 0 : Math.Max(0, amount),
            ProjectionName);
    }

    /// <inheritdoc/>
    public void Apply(Directive directive)
    {
        if (directive.Name == ListDirective)
        {
            if (ListChange.Read(directive.Body, out _) is ListChange change)
            {
                Change(change);
            }
        }
        else if (directive.Name is ModelDirective.HandIn or ModelDirective.ChangeUse)
        {
            TakeModel(directive);
        }
        else if (_candidate is null && directive.Name is PolicyDirective or ApproveDirective
            && PolicyHistory.Body(directive) is JsonElement body)
        {
            TakePolicy(directive, body);
        }
    }

    /// <inheritdoc/>
    public void Flush()
    {
    }

    /// <inheritdoc/>
    public void Sync()
    {
    }

    /// <inheritdoc/>
    public void Restored()
    {
        _history.Open();
        _decisions.Open();
        _lists.Open();
        _models.Open();
        _past.Clear();
        foreach (PolicyVersion version in _history.All)
        {
            _past[version.Number] = Names(version.Text);
        }

        if (_candidate is not null)
        {
            Follow(_candidate);
        }
        else if (_history.InForce is PolicyVersion inForce)
        {
            Follow(inForce.Text);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Arena.Dispose();

    /// <summary>What expressions over the newest event read.</summary>
    internal DecisionContext Context => _context;

    /// <summary>The names of feature columns by the paths that programs read them by.</summary>
    internal Dictionary<string, string> ColumnPaths =>
        _definition.Columns.DistinctBy(EventColumns.PathOf).ToDictionary(EventColumns.PathOf, c => c.Name);

    /// <summary>The log times whose events are decided on, the last one excluded; the others pass. Default: all.</summary>
    internal (LogTime From, LogTime To) Span { get; set; } = (LogTime.BeforeAll, new LogTime(long.MaxValue));

    internal CelSchema<DecisionContext> SchemaOf(EventType type) => _schemas.Of(type);

    internal ContextReader CreateContextReader(EventType type, HashSet<string> members) =>
        new(type, members, _context, _features, _links);

    internal OutcomeLabel[] OutcomesOf(EventType type) => [.. Policy?.Outcomes.Where(o => o.Type == type) ?? []];

    /// <summary>Whether the newest event was decided on under a definition that has ended; then nothing is decided
    /// anew.</summary>
    internal bool IsAnswered { get; private set; }

    /// <summary>What was answered on the newest event under a definition that has ended; null for nothing.</summary>
    internal Decision? Answered { get; private set; }

    /// <summary>What decided, or would decide, on events of a type; right after an event of the type it still has what
    /// it found.</summary>
    internal CheckpointRunner? RunnerOf(EventType type) => _runners[type.Index];

    /// <summary>Reads what rules on events of a type can read, as columns of a table.</summary>
    internal RowReader CreateRowReader(EventType type) => new(this, type, _features, _links);

    internal bool Holds(OutcomeLabel label, EventView e)
    {
        _context.Event = e;
        return label.WhereProgram is null || label.WhereProgram.Evaluate(_context).ValueOr(false);
    }

    private static IEnumerable<string> ReasonsOf(CheckpointRunner runner)
    {
        List<string> reasons = [];
        foreach (ushort rule in runner.Live)
        {
            reasons.Add(runner.Policy.Rules[rule].Reason);
        }

        reasons.AddRange(runner.Models
            .Where(m => m.Use.Status == RuleStatus.Live && m.Outcome > RiskOutcome.Approve).Select(m => m.Use.Reason));

        return reasons.Distinct();
    }

    // Who did it, rather than what it was done to: the shopper of a payment, not its order.
    private static CaseSubject? PersonOf(List<CaseSubject> subjects) =>
        subjects.Find(s => s.Kind is "shopper" or "seller" or "creator") ?? subjects.FirstOrDefault();

    private void TakePolicy(Directive directive, JsonElement body)
    {
        string by = body.TryGetProperty("by", out JsonElement said) ? said.ToString() : string.Empty;
        if (directive.Name == ApproveDirective)
        {
            int number = body.TryGetProperty("version", out JsonElement v) && v.TryGetInt32(out int given) ? given : 0;
            if (WhyNotApprove(number, by) is null)
            {
                PutInForce(_history.All[number - 1], by, directive.Position);
            }
        }
        else if (body.TryGetProperty("text", out JsonElement text) && text.ValueKind == JsonValueKind.String)
        {
            PolicyVersion version = _history.Add(text.GetString()!, by, directive.Position);
            _past[version.Number] = Names(version.Text);

            // By the text alone: a definition that no longer allows the policy must not let a draft pass unapproved.
            bool needsSecond = PolicyReader.NeedsSecondPerson(version.Text)
                || (_history.InForce is PolicyVersion old && PolicyReader.NeedsSecondPerson(old.Text));
            if (!needsSecond)
            {
                PutInForce(version, string.Empty, directive.Position);
            }
        }
    }

    private void PutInForce(PolicyVersion version, string approvedBy, LogPosition position)
    {
        _history.PutInForce(version.Number, approvedBy, position);
        Follow(version.Text);
    }

    private void Follow(string text)
    {
        PolicyResult result = Check(text, "policy");
        if (result.Policy is RiskPolicy policy)
        {
            Follow(policy);
            return;
        }

        // A later definition no longer allows the policy: its checkpoints answer review until a new one is there.
        Policy = null;
        Array.Clear(_runners);
        RiskPolicy? names = Names(text);
        foreach (EventType type in _definition.EventTypes)
        {
            _isBroken[type.Index] = names is null || names.FindCheckpoint(type.Name) is not null;
        }
    }

    private void Follow(RiskPolicy policy)
    {
        Policy = policy;
        Array.Clear(_runners);
        Array.Clear(_isBroken);
        foreach (CheckpointPolicy checkpoint in _decides ? policy.Checkpoints : [])
        {
            ModelSlot[] models = [.. checkpoint.Models.Select(m => SlotOf(m, checkpoint.Type))];
            _runners[checkpoint.Type.Index] = new CheckpointRunner(checkpoint, _context, _features, _links, models);
        }
    }

    private ModelSlot SlotOf(ModelUse use, EventType type)
    {
        if (use.Status == RuleStatus.Off)
        {
            return new ModelSlot(use, null, 0, null);
        }

        if (_givenModels.TryGetValue(use.Name, out RiskModel? given))
        {
            return new ModelSlot(use, Scorer(given, 0), 0, null);
        }

        RiskModelVersion? champion = _models.Find(use.Name, ModelVersionUse.Champion);
        RiskModelVersion? challenger = _models.Find(use.Name, ModelVersionUse.Challenger);
        return new ModelSlot(
            use, Scorer(champion?.Model, champion?.Number ?? 0), champion?.Number ?? 0,
            Scorer(challenger?.Model, challenger?.Number ?? 0));

        // A model that does not fit fails at each decision, which is answered by its fallback and counted.
        ModelScorer? Scorer(RiskModel? model, int version) =>
            model is null ? null : ModelScorer.Bind(model, version, _schemas.Of(type), type.Name, out _);
    }

    private void TakeModel(Directive directive)
    {
        if (directive.Name == ModelDirective.HandIn)
        {
            if (ModelDirective.ReadModel(directive.Body, out _) is var (name, by, hash, file, model))
            {
                _models.Add(name, by, hash, file, model, directive.Position);
            }
        }
        else if (ModelDirective.ReadUse(directive.Body) is var (name, version, use, _, why)
            && WhyNotUse(name, version) is null)
        {
            _models.Use(name, version, use, why, directive.Position);
            if (Policy is RiskPolicy policy && policy.Checkpoints.Any(c => c.Models.Any(m => m.Name == name)))
            {
                Follow(policy);
            }
        }
    }

    // What decisions of a version need: the names of its rules. An expression that no longer compiles does not matter.
    private RiskPolicy? Names(string text) => PolicyReader.Read(text, "policy", _definition, null).Policy;

    private void Change(ListChange change)
    {
        foreach (string value in change.Remove)
        {
            ListKey.Parse(value, _value, out ListKey key);
            _lists.Remove(change.List, key);
        }

        foreach (ListEntry entry in change.Add)
        {
            ListKey.Parse(entry.Value, _value, out ListKey key);
            _lists.Add(change.List, key, entry);
        }
    }

    private Decision Open(in DecisionBlock block) =>
        _opener.Open(_decisions.Take(block), _candidate ?? _past.GetValueOrDefault((int)block.Policy));
}
