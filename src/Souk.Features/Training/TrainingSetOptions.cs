using Souk.Log;

namespace Souk.Features.Training;

/// <summary>What a training set has: a row at each event of one type, with feature columns as they were at that
/// event.</summary>
public sealed record TrainingSetOptions
{
    /// <summary>The event type that gives the rows.</summary>
    public required string EventType { get; init; }

    /// <summary>A CEL condition that an event must meet to give a row; null: all do.</summary>
    public string? Where { get; init; }

    /// <summary>The feature columns, in order.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>How rows get their labels; null: they have none.</summary>
    public TrainingLabel? Label { get; init; }

    /// <summary>The first position that gives a row. Default: the log's first.</summary>
    public LogPosition From { get; init; } = new(1);

    /// <summary>The last position that gives a row, or null for the log's end. Labels are read beyond it.</summary>
    public LogPosition? Through { get; init; }
}
