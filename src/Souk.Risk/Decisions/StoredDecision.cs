namespace Souk.Risk.Decisions;

/// <summary>A decision taken out of where it is kept, with what its block refers to.</summary>
/// <param name="Block">The block; its references are of no use any more.</param>
/// <param name="Rules">The indexes of the rules that fired: those that decided, then those in shadow.</param>
/// <param name="Models">What the models said.</param>
/// <param name="Rows">What each model saw; null where that is no longer kept.</param>
internal readonly record struct StoredDecision(
    DecisionBlock Block, ushort[] Rules, ModelScoreBlock[] Models, float[]?[] Rows);
