using Souk.Learning.Evaluation;

namespace Souk.Recommend.Training;

/// <summary>How a ranker does on held-out time.</summary>
public sealed record RankFigures
{
    /// <summary>The requests with a goal that it was judged by.</summary>
    public required int Requests { get; init; }

    /// <summary>Mean value-weighted NDCG, 0 to 1, when ordered by expected value.</summary>
    public required double ValueNdcg { get; init; }

    /// <summary>The same, ordered by the fused recall score.</summary>
    public required double RecallNdcg { get; init; }

    /// <summary>The same, by the ranker in force when it was trained; null if there was none.</summary>
    public required double? InForceNdcg { get; init; }

    /// <summary>By how much its NDCG is above that of what was in force (a ranker, else recall), with a paired
    /// bootstrap interval over requests at 95 %.</summary>
    public required Estimate NdcgGain { get; init; }

    /// <summary>By how much its log loss a row is below that of the ranker in force, or of the mean rate where there
    /// was none, with a paired bootstrap interval at 95 %; in nats.</summary>
    public required Estimate LossGain { get; init; }

    /// <summary>Mean log loss a row, in nats.</summary>
    public required double LogLoss { get; init; }

    /// <summary>The goals it expected over those that came; 1 is right.</summary>
    public required double Calibration { get; init; }
}
