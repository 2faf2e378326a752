using Souk.Core.Events;

namespace Souk.Features.Sources;

/// <summary>The value of features that look at times only.</summary>
internal sealed class NothingSource : EventSource
{
    internal override bool TryRead(EventView e, out long bits)
    {
        bits = 0;
        return true;
    }
}
