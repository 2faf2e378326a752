namespace Souk.Learning.Patterns;

/// <summary>A combination of conditions that has become more frequent, or worse, than it was.</summary>
/// <param name="Conditions">What rows must meet, all of it.</param>
/// <param name="Kind">What has risen.</param>
/// <param name="Hits">Recent rows that match; of these the bad ones for <see cref="ContrastKind.BadRate"/>.</param>
/// <param name="Trials">Recent rows; for <see cref="ContrastKind.BadRate"/> those that match.</param>
/// <param name="ReferenceHits">The same of the reference rows.</param>
/// <param name="ReferenceTrials">The same of the reference rows.</param>
/// <param name="Ratio">How many times the reference's share the recent one is, or that of the reference's last part where
/// that is the larger; half a hit stands for none.</param>
/// <param name="Probability">The probability of such a rise by chance, before it is set against the number of
/// tests.</param>
public sealed record ContrastPattern(
    IReadOnlyList<RowCondition> Conditions,
    ContrastKind Kind,
    int Hits,
    int Trials,
    int ReferenceHits,
    int ReferenceTrials,
    double Ratio,
    double Probability)
{
    /// <inheritdoc/>
    public override string ToString() => string.Join(" && ", Conditions);
}
