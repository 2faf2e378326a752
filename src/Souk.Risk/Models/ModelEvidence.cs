namespace Souk.Risk.Models;

/// <summary>What a model saw for a decision, from which its reasons come.</summary>
/// <param name="Model">The version that scored.</param>
/// <param name="Row">Its columns' values.</param>
internal sealed record ModelEvidence(RiskModel Model, float[] Row);
