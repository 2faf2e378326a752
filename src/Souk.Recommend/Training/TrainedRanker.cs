using Souk.Core.Definition;
using Souk.Log;
using Souk.Recommend.Ranking;

namespace Souk.Recommend.Training;

/// <summary>What came of a training.</summary>
public sealed record TrainedRanker
{
    /// <summary>The surface's name.</summary>
    public required string Surface { get; init; }

    /// <summary>What the rows came from.</summary>
    public required RowOrigin Origin { get; init; }

    /// <summary>The log position up to which the log was read.</summary>
    public required LogPosition TrainedTo { get; init; }

    /// <summary>The requests that gave rows.</summary>
    public required int Requests { get; init; }

    /// <summary>The rows.</summary>
    public required int Rows { get; init; }

    /// <summary>The goals among them.</summary>
    public required int Goals { get; init; }

    /// <summary>Why there is no model, or null: too little to learn from.</summary>
    public string? Problem { get; init; }

    /// <summary>The kind that was trained, or taken as the best.</summary>
    public RankerKind Kind { get; init; }

    /// <summary>How it does on held-out time; null without a model.</summary>
    public RankFigures? Figures { get; init; }

    /// <summary>Why it should not replace what is in force, or null if it should.</summary>
    public string? WhyNot { get; init; }

    /// <summary>Its version; 0 without a model.</summary>
    public int Version { get; init; }

    /// <summary>The version that was in force when the training began; 0 for the order of recall.</summary>
    public int ComparedWith { get; init; }

    internal RankModel? Model { get; init; }
}
