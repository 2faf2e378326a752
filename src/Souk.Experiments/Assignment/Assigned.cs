namespace Souk.Experiments.Assignment;

/// <summary>A unit's variant in an experiment.</summary>
/// <param name="Experiment">The experiment's name.</param>
/// <param name="Variant">The variant's name.</param>
public sealed record Assigned(string Experiment, string Variant);
