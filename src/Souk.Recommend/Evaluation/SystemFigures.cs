using Souk.Learning.Evaluation;

namespace Souk.Recommend.Evaluation;

/// <summary>What an evaluation found of one way to recommend.</summary>
/// <param name="Name">The way: <c>served</c> (end to end), <c>recall</c> (the fused candidates), <c>source:NAME</c>, or a
/// baseline.</param>
/// <param name="Metrics">Each metric's mean over the cases with its 95 % interval.</param>
/// <param name="Segments">Recall@20 in each segment that has cases: new and returning subjects, head and tail
/// objects.</param>
/// <param name="Spread">How its first 20 objects spread over the catalogue.</param>
/// <param name="Milliseconds">The mean time of an answer, in milliseconds; NaN where it is not measured apart.</param>
public sealed record SystemFigures(
    string Name,
    IReadOnlyDictionary<string, Estimate> Metrics,
    IReadOnlyDictionary<string, Estimate> Segments,
    ItemSpread Spread,
    double Milliseconds);
