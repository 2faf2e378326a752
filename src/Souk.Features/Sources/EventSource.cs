using Souk.Core.Events;

namespace Souk.Features.Sources;

/// <summary>Reads one value of an event as 64 bits; see <see cref="Plans.EventInputs"/> for their form.</summary>
internal abstract class EventSource
{
    /// <summary>Whether a value is a number of the entity table that the reader must release when the event is
    /// done.</summary>
    internal virtual bool MustRelease => false;

    /// <summary>Reads the value; false if the event has none.</summary>
    internal abstract bool TryRead(EventView e, out long bits);
}
