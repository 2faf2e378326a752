using Souk.Learning.Evaluation;

namespace Souk.Risk.Models;

/// <summary>How a model did on the newest part of its training span, which it had not learnt from then.</summary>
public sealed record RiskModelMetrics
{
    /// <summary>The rows learnt from, all in all.</summary>
    public required int TrainingRows { get; init; }

    /// <summary>How many of them are bad.</summary>
    public required int TrainingBad { get; init; }

    /// <summary>The rows judged by.</summary>
    public required int ValidationRows { get; init; }

    /// <summary>How many of them are bad.</summary>
    public required int ValidationBad { get; init; }

    /// <summary>The area under the ROC curve and its 95 % interval; NaN where a class is missing.</summary>
    public required Estimate Auc { get; init; }

    /// <summary>The average precision; NaN where a class is missing.</summary>
    public required double AveragePrecision { get; init; }

    /// <summary>The expected gap between probability and what happened.</summary>
    public required double CalibrationError { get; init; }

    /// <summary>The money that the thresholds save against letting everything through, and its 95 % interval. The
    /// thresholds were chosen on the same rows, so promotion asks for later ones.</summary>
    public required Estimate Saved { get; init; }
}
