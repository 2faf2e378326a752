using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.State;
using Souk.Expressions;
using Souk.Risk.Decisions;

namespace Souk.Risk.Policies;

/// <summary>Reads a policy from YAML (JSON is YAML too), checks everything, and compiles its expressions.</summary>
internal sealed partial class PolicyReader
{
    private readonly MarketplaceDefinition _definition;
    private readonly PolicySchemas? _schemas;
    private readonly ErrorList _errors;
    private readonly PolicyNodes _nodes;
    private IReadOnlyList<string> _lists = [];
    private IReadOnlyList<string> _models = [];

    private PolicyReader(MarketplaceDefinition definition, PolicySchemas? schemas, string file)
    {
        _definition = definition;
        _schemas = schemas;
        _errors = new ErrorList(file);
        _nodes = new PolicyNodes(_errors);
    }

    /// <summary>Reads a policy.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">Its name, for errors.</param>
    /// <param name="definition">The definition that it is for.</param>
    /// <param name="schemas">What expressions may read; null to leave them uncompiled, for the names of past
    /// versions.</param>
    internal static PolicyResult Read(
        string text, string file, MarketplaceDefinition definition, PolicySchemas? schemas)
    {
        PolicyReader reader = new(definition, schemas, file);
        if (text.Length > PolicyLimits.MaxTextLength)
        {
            reader._errors.Add(
                1, 1, $"the file has {text.Length} characters; at most {PolicyLimits.MaxTextLength} are read");
            return new PolicyResult(null, reader._errors.Sorted());
        }

        RiskPolicy? policy = YamlReader.Read(text, reader._errors) is YamlMapping root
            ? reader.Policy(root, text)
            : null;
        return reader._errors.Count > 0
            ? new PolicyResult(null, reader._errors.Sorted())
            : new PolicyResult(policy, []);
    }

    /// <summary>Whether a policy's text asks for a second person, whatever the definition says of the rest.</summary>
    internal static bool NeedsSecondPerson(string text)
    {
        ErrorList errors = new("policy");
        return text.Length <= PolicyLimits.MaxTextLength && YamlReader.Read(text, errors) is YamlMapping root
            && new PolicyNodes(errors).Choice(root, "approval", ["none", "second_person"]) == 1;
    }

    [GeneratedRegex(@"\bscore\s*\(\s*(?:'([^']*)'|""([^""]*)"")?")]
    private static partial Regex ScoreCall();

    [GeneratedRegex(@"\b(in_list|list_score)\s*\(\s*(?:'([^']*)'|""([^""]*)"")?")]
    private static partial Regex ListCall();

    private RiskPolicy Policy(YamlMapping root, string text)
    {
        _nodes.CheckKeys(root, "policy", "name", "description", "approval", "lists", "checkpoints", "outcomes");
        string name = _nodes.RequiredText(root, "policy", "name");
        _lists = _nodes.Texts(root, "lists");
        bool second = _nodes.Choice(root, "approval", ["none", "second_person"]) == 1;
        List<CheckpointPolicy> checkpoints = [];
        foreach ((YamlScalar key, YamlMapping value) in _nodes.Mappings(root, "checkpoints"))
        {
            if (EventTypeOf(key) is EventType type)
            {
                checkpoints.Add(Checkpoint(type, value));
            }
        }

        if (_errors.Count == 0 && checkpoints.Count == 0)
        {
            _errors.Add(root, "a policy needs 'checkpoints:' with at least one event type");
        }

        return new RiskPolicy
        {
            Name = name,
            Description = _nodes.Text(root, "description") ?? string.Empty,
            NeedsSecondPerson = second,
            Lists = _lists,
            Checkpoints = checkpoints,
            Outcomes = Outcomes(root, checkpoints),
            SourceText = text,
        };
    }

    private EventType? EventTypeOf(YamlScalar name)
    {
        EventType? type = _definition.FindEventType(name.Value);
        if (type is null)
        {
            _errors.Add(name, $"there is no event type '{name.Value}'"
                + Suggestion.For(name.Value, _definition.EventTypes.Select(t => t.Name), "event types"));
        }

        return type;
    }

    private CheckpointPolicy Checkpoint(EventType type, YamlMapping node)
    {
        _nodes.CheckKeys(node, "checkpoint", "default", "fallback", "thresholds", "amount", "costs", "models",
            "scorecards", "rules");
        ModelUse[] models = new PolicyModels(_nodes, _errors).Read(node);
        _models = [.. models.Select(m => m.Name)];
        List<RiskRule> rules = [];
        HashSet<string> ids = [];
        foreach (YamlMapping item in _nodes.Items(node, "rules"))
        {
            RiskRule rule = Rule(type, item, rules.Count);
            if (!ids.Add(rule.Id))
            {
                _errors.Add(item, $"the rule '{rule.Id}' is there twice in checkpoint '{type.Name}'");
            }

            rules.Add(rule);
        }

        PolicyScorecards scorecards = new(_nodes, _errors, _schemas?.Of(type), CheckCalls);
        foreach (RiskRule rule in scorecards.Read(node, rules.Count))
        {
            if (!ids.Add(rule.Id))
            {
                _errors.Add(node, $"'{rule.Id}' of a scorecard is there twice in checkpoint '{type.Name}'");
            }

            rules.Add(rule);
        }

        if (rules.Count > PolicyLimits.MaxRules || rules.Sum(r => r.Cost) > PolicyLimits.MaxCheckpointCost)
        {
            _errors.Add(
                node, $"checkpoint '{type.Name}' has {rules.Count} rules of cost {rules.Sum(r => r.Cost)}; at most "
                + $"{PolicyLimits.MaxRules} rules of cost {PolicyLimits.MaxCheckpointCost} are allowed");
        }

        YamlScalar? amount = _nodes.Scalar(node, "amount");
        return new CheckpointPolicy
        {
            Type = type,
            Default = _nodes.Outcome(node, "default") ?? RiskOutcome.Approve,
            Fallback = _nodes.Outcome(node, "fallback") ?? RiskOutcome.Review,
            Thresholds = Thresholds(node),
            Amount = amount?.Value,
            AmountProgram = amount is null ? null : Compile<double>(type, amount),
            Rules = rules,
            Models = models,
            Costs = PolicyModels.Costs(_nodes, node),
        };
    }

    private List<ScoreThreshold> Thresholds(YamlMapping node)
    {
        List<ScoreThreshold> thresholds = [];
        if (_nodes.Mapping(node, "thresholds") is not YamlMapping mapping)
        {
            return thresholds;
        }

        _nodes.CheckKeys(mapping, "thresholds", "challenge", "review", "decline");
        foreach (RiskOutcome outcome in new[] { RiskOutcome.Challenge, RiskOutcome.Review, RiskOutcome.Decline })
        {
            double? score = _nodes.Number(
                mapping, PolicyNodes.NameOf(outcome), -PolicyLimits.MaxWeight, PolicyLimits.MaxWeight);
            if (score is double lowest)
            {
                if (thresholds.Count > 0 && lowest < thresholds[^1].Score)
                {
                    _errors.Add(mapping, $"the threshold of {PolicyNodes.NameOf(outcome)} ({lowest}) is below that of "
                        + $"{PolicyNodes.NameOf(thresholds[^1].Outcome)} ({thresholds[^1].Score})");
                }

                thresholds.Add(new ScoreThreshold(outcome, lowest));
            }
        }

        return thresholds;
    }

    private RiskRule Rule(EventType type, YamlMapping node, int index)
    {
        _nodes.CheckKeys(
            node, "rule", "id", "when", "outcome", "reason", "weight", "owner", "status", "share", "description");
        string id = _nodes.RequiredText(node, "rule", "id");
        YamlScalar? when = _nodes.Scalar(node, "when");
        RiskOutcome? outcome = _nodes.Outcome(node, "outcome");
        double? weight = _nodes.Number(node, "weight", -PolicyLimits.MaxWeight, PolicyLimits.MaxWeight);
        if (when is null)
        {
            _errors.Add(node, $"the rule '{id}' needs 'when:', a CEL condition");
        }

        if (outcome is null && weight is null)
        {
            _errors.Add(node, $"the rule '{id}' needs an 'outcome:' or a 'weight:', or it would do nothing");
        }

        CelProgram<DecisionContext, bool>? program = when is null ? null : Compile<bool>(type, when);
        _nodes.CheckCost(when ?? (YamlNode)node, id, program?.EstimatedCost);
        return new RiskRule
        {
            Id = id,
            Index = index,
            When = when?.Value ?? string.Empty,
            Outcome = outcome,
            Reason = _nodes.Text(node, "reason") ?? id,
            Weight = weight ?? 0,
            Owner = _nodes.Text(node, "owner") ?? string.Empty,
            Status = (RuleStatus)_nodes.Choice(node, "status", ["live", "shadow", "off"]),
            Share = _nodes.Number(node, "share", double.Epsilon, 1) ?? 1,
            Program = program,
            Seed = StableHash.Of(Encoding.UTF8.GetBytes(id)),
        };
    }

    private List<OutcomeLabel> Outcomes(YamlMapping root, List<CheckpointPolicy> checkpoints)
    {
        List<OutcomeLabel> outcomes = [];
        _models = [];
        foreach ((YamlScalar key, YamlMapping node) in _nodes.Mappings(root, "outcomes"))
        {
            _nodes.CheckKeys(node, "outcome", "on", "of", "by", "matures", "where");
            YamlScalar? on = _nodes.Scalar(node, "on");
            EventType? type = EventTypeOf(on ?? key);
            YamlScalar? of = _nodes.Scalar(node, "of");
            CheckpointPolicy? judged = checkpoints.Find(c => c.Type.Name == of?.Value);
            if (judged is null)
            {
                _errors.Add(of ?? (YamlNode)node, $"the outcome '{key.Value}' needs 'of:', a checkpoint of this policy"
                    + Suggestion.For(of?.Value ?? string.Empty, checkpoints.Select(c => c.Type.Name), "checkpoints"));
            }

            if (type is not null && judged is not null)
            {
                outcomes.Add(Outcome(key.Value, node, type, judged.Type));
            }
        }

        return outcomes;
    }

    private OutcomeLabel Outcome(string name, YamlMapping node, EventType type, EventType of)
    {
        string by = _nodes.RequiredText(node, $"outcome '{name}'", "by");
        FieldDefinition? here = type.EntityFields.FirstOrDefault(f => f.Name == by);
        FieldDefinition? there = of.EntityFields.FirstOrDefault(f => f.Name == by);
        if (here is null || there is null || here.Type != there.Type)
        {
            IEnumerable<string> both = type.EntityFields.Select(f => f.Name)
                .Intersect(of.EntityFields.Select(f => f.Name));
            _errors.Add(node, $"'{by}' is not an entity that both '{type}' and '{of}' name"
                + Suggestion.For(by, both, "such fields"));
        }

        YamlScalar? matures = _nodes.Scalar(node, "matures");
        Duration delay = default;
        if (matures is null || !Duration.TryParse(matures.Value, out delay) || delay <= Duration.Zero)
        {
            _errors.Add(matures ?? (YamlNode)node, $"the outcome '{name}' needs 'matures:', a time such as 60d");
        }

        YamlScalar? where = _nodes.Scalar(node, "where");
        CelProgram<DecisionContext, bool>? program = where is null ? null : Compile<bool>(type, where);
        if (program?.Members.FirstOrDefault(m => ExpressionMembers.Of(type).All(e => e.Path != m)) is string column)
        {
            _errors.Add(where!, $"an outcome's 'where' reads the event and its profiles only, not '{column}'");
        }

        return new OutcomeLabel
        {
            Name = name,
            Type = type,
            Of = of,
            By = by,
            Matures = delay,
            Where = where?.Value,
            WhereProgram = program,
        };
    }

    private CelProgram<DecisionContext, T>? Compile<T>(EventType type, YamlScalar text)
    {
        CheckCalls(text);
        if (_schemas is null)
        {
            return null;
        }

        CelCompilation<DecisionContext, T> compilation = _schemas.Of(type).Compile<T>(ColumnSyntax.ToCel(text.Value));
        _nodes.Report(text, compilation.Diagnostics);
        return compilation.Program;
    }

    private void CheckCalls(YamlScalar text)
    {
        CheckLists(text);
        CheckScores(text);
    }

    // A misspelt list would never match, so its name must be a text that stands in 'lists:'.
    private void CheckLists(YamlScalar text)
    {
        foreach (Match call in ListCall().Matches(text.Value))
        {
            string name = call.Groups[2].Value + call.Groups[3].Value;
            if (!_lists.Contains(name))
            {
                (int line, int column) = text.PositionOf(call.Index);
                _errors.Add(line, column, string.Create(CultureInfo.InvariantCulture,
                    $"{call.Groups[1].Value} needs the name of a list of 'lists:' as a " +
                    $"text{Suggestion.For(name, _lists, "lists")}"));
            }
        }
    }

    // A model that the checkpoint does not name would never have a score.
    private void CheckScores(YamlScalar text)
    {
        foreach (Match call in ScoreCall().Matches(text.Value))
        {
            string name = call.Groups[1].Value + call.Groups[2].Value;
            if (!_models.Contains(name))
            {
                (int line, int column) = text.PositionOf(call.Index);
                _errors.Add(line, column, "score needs the name of a model of the checkpoint's 'models:' as a text"
                    + Suggestion.For(name, _models, "models"));
            }
        }
    }
}
