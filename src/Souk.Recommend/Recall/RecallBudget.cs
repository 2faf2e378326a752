using Souk.Core.Definition;

namespace Souk.Recommend.Recall;

/// <summary>The time of one request. A source is let in if what it usually takes is left; so a slow one is skipped
/// before it makes the answer late. One thread at a time.</summary>
internal sealed class RecallBudget
{
    private readonly TimeProvider? _clock;
    private readonly long _started;
    private readonly TimeSpan _deadline;
    private bool _letsOneIn;

    /// <summary>Begins the time of a request.</summary>
    /// <param name="clock">Measures it.</param>
    /// <param name="deadline">How long it is.</param>
    internal RecallBudget(TimeProvider clock, TimeSpan deadline)
    {
        _clock = clock;
        _started = clock.GetTimestamp();
        _deadline = deadline;
    }

    private RecallBudget(RecallBudget other, bool letsOneIn)
    {
        _clock = other._clock;
        _started = other._started;
        _deadline = other._deadline;
        _letsOneIn = letsOneIn;
    }

    private RecallBudget() => _deadline = TimeSpan.MaxValue;

    /// <summary>Time without end, for replays.</summary>
    internal static RecallBudget Unlimited { get; } = new();

    /// <summary>Whether the time is up.</summary>
    internal bool IsOver => Left <= TimeSpan.Zero;

    private TimeSpan Left => _clock is null ? TimeSpan.MaxValue : _deadline - _clock.GetElapsedTime(_started);

    /// <summary>The same time for a fallback, whose first source runs in any case.</summary>
    internal RecallBudget ForFallback() => new(this, letsOneIn: true);

    /// <summary>Whether a source may run.</summary>
    /// <param name="source">The source.</param>
    /// <param name="counters">Know what it usually takes.</param>
    internal bool Allows(RecallSource source, RecallCounters counters)
    {
        if (_clock is null || _letsOneIn)
        {
            _letsOneIn = false;
            return true;
        }

        TimeSpan left = Left;
        return left > TimeSpan.Zero && counters.MayTake(source, left);
    }

    /// <summary>When something begins, for <see cref="Took"/>.</summary>
    internal long Begin() => _clock?.GetTimestamp() ?? 0;

    /// <summary>Notes what a source took.</summary>
    internal void Took(RecallSource source, long began, RecallCounters counters)
    {
        if (_clock is not null)
        {
            counters.AddTime(source, _clock.GetElapsedTime(began));
        }
    }
}
