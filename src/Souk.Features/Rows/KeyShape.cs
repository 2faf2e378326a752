namespace Souk.Features.Rows;

/// <summary>What the keys of a table are made of.</summary>
/// <param name="NumberKinds">For each part the kind under which the entity table numbers it, or -1 for a part that is
/// its own 64 bits (a whole number, money, a time, a flag).</param>
internal sealed record KeyShape(int[] NumberKinds)
{
    /// <summary>The most parts of a key.</summary>
    internal const int MaxParts = 8;

    /// <summary>Whether the key is one number of the entity table, so that an array can be the index.</summary>
    internal bool IsSingleNumber => NumberKinds.Length == 1 && NumberKinds[0] >= 0;

    internal int Parts => NumberKinds.Length;
}
