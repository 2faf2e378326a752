namespace Souk.Core.State;

/// <summary>Tells whether a block is the one that is looked up; a struct, so that the call inlines.</summary>
public interface IChainMatch
{
    /// <summary>Whether the block has the key looked up; its hash is equal already.</summary>
    bool Matches(Arena arena, uint handle);
}
