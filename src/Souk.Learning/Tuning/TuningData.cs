namespace Souk.Learning.Tuning;

/// <summary>What tuning may see: data to learn from and data to choose by. There is no place for a test split: a search
/// takes this type alone, so that what is tuned cannot have seen what it is judged by.</summary>
/// <typeparam name="T">The kind of data, for example a matrix of interactions.</typeparam>
/// <param name="Train">To learn from.</param>
/// <param name="Validation">To choose settings by.</param>
public sealed record TuningData<T>(T Train, T Validation);
