namespace Souk.Learning.Splits;

/// <summary>One fold of a prequential split: rows to learn from, and later rows to be judged by.</summary>
/// <param name="TrainRows">Row numbers to learn from, ascending.</param>
/// <param name="TestRows">Row numbers to be judged by, ascending.</param>
public sealed record PrequentialFold(int[] TrainRows, int[] TestRows);
