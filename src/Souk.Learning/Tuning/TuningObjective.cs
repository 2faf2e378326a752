namespace Souk.Learning.Tuning;

/// <summary>Trains with some settings and judges by the validation part.</summary>
/// <typeparam name="T">The kind of data.</typeparam>
/// <param name="data">What to learn from and choose by.</param>
/// <param name="settings">The settings by name.</param>
/// <param name="budget">How much training is allowed, in the unit of the search (epochs, trees).</param>
/// <returns>The validation score; higher is better. NaN counts as worst.</returns>
public delegate double TuningObjective<T>(TuningData<T> data, IReadOnlyDictionary<string, double> settings, int budget);
