namespace Souk.Bench.Risk;

/// <summary>Scores of models and rules together.</summary>
/// <param name="Later">The scores of the later rows.</param>
/// <param name="Evidence">How much of the earlier attacks is found by scores that have not learned from them.</param>
/// <param name="ModelWeight">How much the model counts against the rules, 0 to 1.</param>
/// <param name="ReadsLinks">Whether links and rings are read.</param>
internal sealed record TogetherScores(double[] Later, double Evidence, double ModelWeight, bool ReadsLinks);
