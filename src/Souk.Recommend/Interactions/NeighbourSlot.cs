namespace Souk.Recommend.Interactions;

/// <summary>How often an object goes together with another.</summary>
internal struct NeighbourSlot
{
    /// <summary>The other object's number.</summary>
    public uint Object;

    /// <summary>The sessions or baskets with both; at most <see cref="Excess"/> too many.</summary>
    public int Count;

    /// <summary>How much the count may be too high, because the slot was another object's before.</summary>
    public int Excess;

    /// <summary>Nothing; keeps the size a power of two.</summary>
    public int Unused;
}
