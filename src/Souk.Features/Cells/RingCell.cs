namespace Souk.Features.Cells;

/// <summary>
/// Where the newest values of one feature of one key are: a double-ended queue of (value, time) in the arena. Empty, it
/// owns no memory. Handled by <see cref="Ring"/>.
/// </summary>
internal struct RingCell
{
    internal const int Bytes = 16;

    /// <summary>The block of the entries, or of the handles of such blocks when there are many.</summary>
    internal uint Block;

    /// <summary>The slot of the oldest entry.</summary>
    internal uint Head;

    internal uint Count;

    /// <summary>How many slots there are: a power of two, or 0.</summary>
    internal uint Capacity;
}
