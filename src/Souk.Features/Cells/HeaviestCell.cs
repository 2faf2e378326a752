namespace Souk.Features.Cells;

/// <summary>Where the decayed weights of one key's values are. Handled by <see cref="Heaviest"/>.</summary>
internal struct HeaviestCell
{
    /// <summary>The block: the values, then as many weights.</summary>
    internal uint Block;

    internal ushort Count;

    internal ushort Capacity;

    /// <summary>The time that the weights are stated for.</summary>
    internal long Landmark;
}
