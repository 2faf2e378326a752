using Souk.Core;
using Souk.Core.Definition;
using Souk.Log;

namespace Souk.Recommend.Training;

/// <summary>How a ranker is trained.</summary>
public sealed record RankTrainingOptions
{
    /// <summary>How long after an impression the goal counts as its doing. Default <see
    /// cref="TrainingLimits.DefaultWindow"/>.</summary>
    public Duration Window { get; init; } = TrainingLimits.DefaultWindow;

    /// <summary>The kind to train, or null for what the surface says; <see cref="RankerKind.Auto"/> trains all and
    /// takes the best on held-out time.</summary>
    public RankerKind? Kind { get; init; }

    /// <summary>The most rows, 1,000 to <see cref="TrainingLimits.MaxRows"/>.</summary>
    public int MaxRows { get; init; } = TrainingLimits.MaxRows;

    /// <summary>Threads; 0 for one a processor. Default 1: the other ones serve. The model is the same.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The last log position that is learned from; null (the default) for the log's end.</summary>
    public LogPosition? Through { get; init; }

    /// <summary>The seed of everything drawn.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public void Validate()
    {
        if (Window.Microseconds <= 0)
        {
            throw new ArgumentException($"The window is {Window}; it must be longer than nothing, such as 24h.");
        }

        if (MaxRows is < 1_000 or > TrainingLimits.MaxRows)
        {
            throw new ArgumentException($"MaxRows is {MaxRows}; it must be 1000 to {TrainingLimits.MaxRows}.");
        }

        if (Kind == RankerKind.Recall)
        {
            throw new ArgumentException("'recall' orders by the recall scores and has nothing to train.");
        }
    }
}
