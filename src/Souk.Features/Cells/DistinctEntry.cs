using Souk.Core.State;

namespace Souk.Features.Cells;

/// <summary>One value that one key has, and the last event that had it.</summary>
internal struct DistinctEntry
{
    internal const int Bytes = 32;

    internal ChainLink Link;

    /// <summary>The cell that the value is counted in, by its handle.</summary>
    internal uint Owner;

    /// <summary>The next value of a cell that counts for ever, or 0.</summary>
    internal uint NextOfOwner;

    internal long Value;

    /// <summary>The log position of the value's last event.</summary>
    internal long LastPosition;
}
