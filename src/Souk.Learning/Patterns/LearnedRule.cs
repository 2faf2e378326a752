using Souk.Learning.Evaluation;

namespace Souk.Learning.Patterns;

/// <summary>A short rule that says which rows are bad.</summary>
/// <param name="Conditions">What rows must meet, all of it.</param>
/// <param name="Hits">Rows that it caught in training.</param>
/// <param name="BadHits">Bad ones among them.</param>
/// <param name="Generality">The share of the bad rows that it is expected to keep on groups that training did not see,
/// above 0 to 0.97.</param>
/// <param name="LaterHits">Rows of the later span that it caught.</param>
/// <param name="LaterBadHits">Bad ones among them.</param>
public sealed record LearnedRule(
    IReadOnlyList<RowCondition> Conditions,
    int Hits,
    int BadHits,
    double Generality,
    int LaterHits,
    int LaterBadHits)
{
    /// <summary>The precision in training.</summary>
    public double Precision => Hits == 0 ? 0 : BadHits / (double)Hits;

    /// <summary>The precision on the later span with Wilson's 95 % interval.</summary>
    public Estimate LaterPrecision => Proportion.Wilson(LaterBadHits, LaterHits);

    /// <inheritdoc/>
    public override string ToString() => string.Join(" && ", Conditions);
}
