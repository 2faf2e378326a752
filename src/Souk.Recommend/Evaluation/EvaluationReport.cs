using Souk.Log;
using Souk.Recommend.Training;

namespace Souk.Recommend.Evaluation;

/// <summary>What an evaluation of a surface found.</summary>
public sealed record EvaluationReport
{
    /// <summary>The surface.</summary>
    public required string Surface { get; init; }

    /// <summary>When it asked.</summary>
    public required EvaluationMoment Moment { get; init; }

    /// <summary>How many cases there were.</summary>
    public required int Cases { get; init; }

    /// <summary>Of them, those of subjects without any liking before.</summary>
    public required int NewSubjects { get; init; }

    /// <summary>The position of the first case.</summary>
    public required LogPosition First { get; init; }

    /// <summary>The position of the last case.</summary>
    public required LogPosition Last { get; init; }

    /// <summary>The ranker that was trained on the time before the first case; null if none was, since the surface has
    /// none to train or it was not asked for.</summary>
    public required TrainedRanker? Ranker { get; init; }

    /// <summary>Whether the ranker orders what is served: it is better than the order of recall on held-out time, or
    /// nothing would put it in force.</summary>
    public bool IsRanked => Ranker is { Model: not null, WhyNot: null };

    /// <summary>How many objects the trained models of recall know; 0 for no model.</summary>
    public required int FactorObjects { get; init; }

    /// <summary>The ways to recommend, the served answer first.</summary>
    public required IReadOnlyList<SystemFigures> Systems { get; init; }

    /// <summary>What each source adds to the others, in the surface's order.</summary>
    public required IReadOnlyList<SourceGain> Gains { get; init; }

    /// <summary>The figures of one way.</summary>
    /// <exception cref="ArgumentException">It was not measured.</exception>
    public SystemFigures Of(string system) => Systems.FirstOrDefault(s => s.Name == system)
        ?? throw new ArgumentException(
            $"'{system}' was not measured, only {string.Join(", ", Systems.Select(s => s.Name))}.", nameof(system));
}
