namespace Souk.Features.Plans;

/// <summary>
/// What the plan reads from one event: keys, conditions and values by their numbers in the plan. Each is computed when
/// it is first asked for.
/// </summary>
internal abstract class EventInputs
{
    /// <summary>Whether the event meets a condition.</summary>
    internal abstract bool Holds(int condition);

    /// <summary>A value's 64 bits: a double's, a whole number, money units, microseconds, 0 or 1, or a number of the
    /// entity table that is held until the event is done.</summary>
    /// <returns>False if the event has no such value.</returns>
    internal abstract bool TryValue(int value, out long bits);

    /// <summary>A key part's 64 bits, of the same form.</summary>
    /// <returns>False if the event has no such value.</returns>
    internal virtual bool TryKey(int value, out long bits) => TryValue(value, out bits);

    /// <summary>A key part ahead of its turn, where looking at it changes nothing, so that its row can be fetched from
    /// memory early.</summary>
    /// <returns>False if the event has no such value or it cannot be looked at yet.</returns>
    internal virtual bool TryPeekKey(int value, out long bits)
    {
        bits = 0;
        return false;
    }
}
