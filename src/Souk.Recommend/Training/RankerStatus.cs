using Souk.Core.Definition;
using Souk.Learning.Drift;
using Souk.Recommend.Models;

namespace Souk.Recommend.Training;

/// <summary>How the ranker of a surface stands.</summary>
public sealed record RankerStatus
{
    /// <summary>The surface.</summary>
    public required SurfaceDefinition Surface { get; init; }

    /// <summary>Why it has no ranker to train, or null.</summary>
    public required string? WhyNotTrained { get; init; }

    /// <summary>Its versions and who serves.</summary>
    public required SurfaceRankers Rankers { get; init; }

    /// <summary>Whether it is being trained.</summary>
    public required bool IsTraining { get; init; }

    /// <summary>The last training since the start, or null.</summary>
    public required TrainedRanker? Last { get; init; }

    /// <summary>Why the last training failed, or null.</summary>
    public required string? Failure { get; init; }

    /// <summary>What is wrong with the model of the version in force, or null.</summary>
    public required string? Damage { get; init; }

    /// <summary>The events that came after those that the version in force was trained on.</summary>
    public required long EventsSince { get; init; }

    /// <summary>How far what the ranker reads and says has moved since it serves, the farthest first.</summary>
    public required IReadOnlyList<ColumnShift> Drift { get; init; }
}
