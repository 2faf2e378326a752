namespace Souk.Learning.Evaluation;

/// <summary>One line of a reliability table.</summary>
/// <param name="Count">How many rows fall into it.</param>
/// <param name="MeanProbability">Their mean predicted probability.</param>
/// <param name="PositiveShare">The share of positives among them.</param>
public readonly record struct CalibrationBin(int Count, double MeanProbability, double PositiveShare);
