namespace Souk.Learning.Drift;

/// <summary>A point in a series where a rate changed.</summary>
/// <param name="Index">The first step with the new rate.</param>
/// <param name="Before">The rate of the segment before it.</param>
/// <param name="After">The rate of the segment from it on.</param>
/// <param name="LogLikelihoodGain">How much better two rates explain the series than one.</param>
public sealed record RateChange(int Index, double Before, double After, double LogLikelihoodGain);
