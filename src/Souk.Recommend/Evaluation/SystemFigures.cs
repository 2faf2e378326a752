using Souk.Learning.Evaluation;

namespace Souk.Recommend.Evaluation;

/// <summary>What an evaluation found of one way to recommend.</summary>
/// <param name="Name">The way. End to end: <c>served</c>, and with a trained ranker <c>served:by-recall</c> and
/// <c>served:by-ranker</c>. Recall alone: <c>recall</c> (the fused candidates) and <c>source:NAME</c>. Ranking alone,
/// over the cases of which something wanted was among the candidates, and that only: <c>ranking:by-recall</c> and
/// <c>ranking:by-ranker</c>. Or a baseline.</param>
/// <param name="Cases">Over how many cases.</param>
/// <param name="Metrics">Each metric's mean over the cases with its 95 % interval.</param>
/// <param name="Segments">Recall@20 in each segment that has cases: new and returning subjects, head and tail
/// objects.</param>
/// <param name="Spread">How its first 20 objects spread over the catalogue.</param>
/// <param name="Milliseconds">The mean time of an answer, in milliseconds; NaN where it is not measured apart.</param>
public sealed record SystemFigures(
    string Name,
    int Cases,
    IReadOnlyDictionary<string, Estimate> Metrics,
    IReadOnlyDictionary<string, Estimate> Segments,
    ItemSpread Spread,
    double Milliseconds);
