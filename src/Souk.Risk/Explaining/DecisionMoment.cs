using System.Text;
using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Expressions;
using Souk.Risk.Decisions;
using Souk.Risk.Policies;

namespace Souk.Risk.Explaining;

/// <summary>What can be told of a decision while its event is the newest: the values read, and each rule.</summary>
internal sealed class DecisionMoment
{
    internal DecisionMoment(RiskEngine risk, CheckpointRunner runner, EventView e)
    {
        EventId = Encoding.UTF8.GetString(e.Id);
        CelSchema<DecisionContext> schema = risk.SchemaOf(e.Type);
        SortedSet<string> members = new(StringComparer.Ordinal);
        foreach (RiskRule rule in runner.Policy.Rules)
        {
            members.UnionWith(rule.Status == RuleStatus.Off ? [] : rule.Program!.Members);
            Rules.Add(Explain(rule, risk.Context, schema, e));
        }

        members.UnionWith(runner.Policy.AmountProgram?.Members ?? []);
        members.UnionWith(runner.Models.SelectMany(m => m.Members));
        Dictionary<string, string> names = risk.ColumnPaths;
        foreach (string member in members)
        {
            CelResult<CelValue>? value = schema.Compile<CelValue>(member).Program?.Evaluate(risk.Context);
            Values.Add(new ReadValue(
                names.GetValueOrDefault(member, member),
                value is { HasValue: true } ? TextOf(value.Value.Value) : null));
        }
    }

    internal string EventId { get; }

    internal List<ReadValue> Values { get; } = [];

    internal List<ExplainedRule> Rules { get; } = [];

    private static ExplainedRule Explain(
        RiskRule rule, DecisionContext context, CelSchema<DecisionContext> schema, EventView e)
    {
        bool looked = rule.Status != RuleStatus.Off && rule.Takes(e.Id);
        CelResult<bool> result = looked ? rule.Program!.Evaluate(context) : CelResult<bool>.Ok(false);
        List<ExplainedPart> parts = [];
        foreach (string part in looked ? ConditionParts.Of(rule.When) : [])
        {
            CelResult<bool>? held = schema.Compile<bool>(ColumnSyntax.ToCel(part)).Program?.Evaluate(context);
            parts.Add(new ExplainedPart(part, held is { HasValue: true } known ? known.Value : null));
        }

        return new ExplainedRule(
            rule.Id, rule.When, rule.Status, looked, result.ValueOr(false),
            result.HasValue ? null : result.Error.Message, rule.Weight, rule.Outcome, parts);
    }

    // A text as it is, without the quotes that its notation has.
    private static string TextOf(CelValue value) => value.Kind == CelKind.String ? value.AsString : value.ToString();
}
