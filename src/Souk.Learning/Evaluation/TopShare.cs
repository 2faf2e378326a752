namespace Souk.Learning.Evaluation;

/// <summary>How good the highest-scored rows are.</summary>
/// <param name="Precision">The share of positives among them.</param>
/// <param name="Recall">The share of all positives that is among them.</param>
/// <param name="Lift">Precision over the share of positives in all rows: 1 is what chance finds.</param>
public readonly record struct TopShare(double Precision, double Recall, double Lift);
