using Souk.Log;

namespace Souk.Recommend.Training;

/// <summary>An event that showed an object, or reached a goal.</summary>
internal readonly ref struct ShownEvent
{
    /// <summary>Names the request.</summary>
    internal required ulong Key { get; init; }

    internal required LogPosition Position { get; init; }

    internal required long Time { get; init; }

    internal required string Subject { get; init; }

    internal required string Object { get; init; }

    internal required ulong SubjectHash { get; init; }

    internal required ulong ObjectHash { get; init; }

    internal float Place { get; init; }

    internal double Propensity { get; init; }

    internal bool IsGoal { get; init; }

    internal double Value { get; init; }
}
