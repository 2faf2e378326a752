using Souk.Core.Definition;
using Souk.Risk.Decisions;
using Souk.Risk.Models;

namespace Souk.Risk.Policies;

/// <summary>Reads what a checkpoint's policy says about models and costs.</summary>
internal sealed class PolicyModels(PolicyNodes nodes, ErrorList errors)
{
    private const double MostShare = 10;
    private const double MostReviewCost = 1e6;

    internal ModelUse[] Read(YamlMapping checkpoint)
    {
        List<ModelUse> models = [];
        RiskOutcome fallback = nodes.Outcome(checkpoint, "fallback") ?? RiskOutcome.Review;
        foreach ((YamlScalar name, YamlMapping node) in nodes.Mappings(checkpoint, "models"))
        {
            nodes.CheckKeys(node, "model", "decides", "weight", "fallback", "reason", "status");
            if (!RiskModelLimits.IsName(name.Value))
            {
                errors.Add(name, $"'{name.Value}' is no name of a model: letters, digits and underscores, at most "
                    + $"{RiskModelLimits.MaxNameLength}");
            }

            models.Add(new ModelUse
            {
                Name = name.Value,
                Index = models.Count,
                Decides = nodes.Choice(node, "decides", ["true", "false"]) == 0,
                Weight = nodes.Number(node, "weight", -PolicyLimits.MaxWeight, PolicyLimits.MaxWeight) ?? 0,
                Fallback = nodes.Outcome(node, "fallback") ?? fallback,
                Reason = nodes.Text(node, "reason") ?? name.Value,
                Status = (RuleStatus)nodes.Choice(node, "status", ["live", "shadow", "off"]),
            });
        }

        if (models.Count > RiskModelLimits.MaxOfCheckpoint)
        {
            errors.Add(checkpoint, $"the checkpoint names {models.Count} models; at most "
                + $"{RiskModelLimits.MaxOfCheckpoint} are allowed");
        }

        return [.. models];
    }

    internal static DecisionCosts Costs(PolicyNodes nodes, YamlMapping checkpoint)
    {
        DecisionCosts costs = new();
        if (nodes.Mapping(checkpoint, "costs") is not YamlMapping node)
        {
            return costs;
        }

        nodes.CheckKeys(node, "costs", "fraud_loss", "margin", "review");
        return new DecisionCosts(
            nodes.Number(node, "fraud_loss", double.Epsilon, MostShare) ?? costs.FraudLoss,
            nodes.Number(node, "margin", 0, MostShare) ?? costs.Margin,
            nodes.Number(node, "review", 0, MostReviewCost) ?? costs.Review);
    }
}
