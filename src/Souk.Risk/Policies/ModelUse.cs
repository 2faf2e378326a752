using Souk.Risk.Decisions;

namespace Souk.Risk.Policies;

/// <summary>How a checkpoint's policy uses a model. Which version is in force is the log's to say.</summary>
public sealed class ModelUse
{
    /// <summary>The model's name; rules read its probability as <c>score("name")</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its place among the checkpoint's models, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Whether it says review and decline by its own thresholds, which were chosen by cost. Default
    /// yes.</summary>
    public bool Decides { get; init; } = true;

    /// <summary>What its probability is multiplied by and added to the score, -1,000,000 to 1,000,000. Default
    /// 0.</summary>
    public double Weight { get; init; }

    /// <summary>What is answered at least if it fails: no version in force, a column that the definition no longer
    /// has, no number. Default: the checkpoint's fallback.</summary>
    public required RiskOutcome Fallback { get; init; }

    /// <summary>The reason code of its review or decline. Default: the name.</summary>
    public required string Reason { get; init; }

    /// <summary>How it takes part. Default live.</summary>
    public RuleStatus Status { get; init; }
}
