using Souk.Recommend.Evaluation;

namespace Souk.Server.Recommend;

/// <summary>How the newest evaluation stands.</summary>
/// <param name="Options">What it looks at; null if there was none since the start.</param>
/// <param name="IsRunning">Whether it is under way.</param>
/// <param name="Report">What it found, or null.</param>
/// <param name="Failure">Why it found nothing, or null.</param>
internal sealed record EvaluationState(
    EvaluationOptions? Options, bool IsRunning, EvaluationReport? Report, string? Failure);
