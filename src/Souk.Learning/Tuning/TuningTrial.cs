namespace Souk.Learning.Tuning;

/// <summary>One set of settings and how well it did.</summary>
/// <param name="Number">Which draw it was, from 0.</param>
/// <param name="Settings">The drawn settings by name.</param>
/// <param name="Budget">How much training it was last given, in the unit of the search (epochs, trees).</param>
/// <param name="Score">Its validation score at that budget; higher is better. NaN counts as worst.</param>
public sealed record TuningTrial(int Number, IReadOnlyDictionary<string, double> Settings, int Budget, double Score);
