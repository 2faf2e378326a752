using Souk.Risk.Models;

namespace Souk.Risk.Explaining;

/// <summary>What a model said and why.</summary>
/// <param name="Score">What it said.</param>
/// <param name="Thresholds">Its thresholds; null if it failed.</param>
/// <param name="Reasons">The columns that moved its score most, towards bad first.</param>
public sealed record ExplainedModel(ModelScore Score, ModelThresholds? Thresholds, IReadOnlyList<ModelReason> Reasons);
