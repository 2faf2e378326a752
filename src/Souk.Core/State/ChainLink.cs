namespace Souk.Core.State;

/// <summary>What every block that stands in a <see cref="HashIndex"/> begins with.</summary>
public struct ChainLink
{
    /// <summary>The next block of the same bucket, or 0. The index's own.</summary>
    public uint Next;

    /// <summary>The block's hash. The index's own.</summary>
    public uint Hash;
}
