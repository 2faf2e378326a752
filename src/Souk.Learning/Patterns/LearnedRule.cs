using Souk.Learning.Evaluation;

namespace Souk.Learning.Patterns;

/// <summary>A short rule that says which rows are bad.</summary>
/// <param name="Conditions">What rows must meet, all of it.</param>
/// <param name="Hits">Rows that it caught in training.</param>
/// <param name="BadHits">Bad ones among them.</param>
/// <param name="LaterHits">Rows of the later span that it caught.</param>
/// <param name="LaterBadHits">Bad ones among them.</param>
/// <param name="LaterPrecision">The precision on the later span with Wilson's 95 % interval.</param>
public sealed record LearnedRule(
    IReadOnlyList<RowCondition> Conditions,
    int Hits,
    int BadHits,
    int LaterHits,
    int LaterBadHits,
    Estimate LaterPrecision)
{
    /// <summary>The precision in training.</summary>
    public double Precision => Hits == 0 ? 0 : BadHits / (double)Hits;

    /// <inheritdoc/>
    public override string ToString() => string.Join(" && ", Conditions);
}
