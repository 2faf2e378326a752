namespace Souk.Learning.Trees;

/// <summary>A node of a <see cref="RegressionTree"/>.</summary>
/// <param name="Feature">The feature that an inner node asks for; -1 in a leaf.</param>
/// <param name="Bin">The last bin that goes left.</param>
/// <param name="MissingRight">Where missing goes.</param>
/// <param name="Left">The left child's number; the right child is the next.</param>
/// <param name="Value">The value that a leaf adds to the score (inner nodes: what they would add as a leaf).</param>
/// <param name="Cover">How many training rows reached the node.</param>
/// <param name="Gain">How much the split lowered the training loss, times two.</param>
internal readonly record struct TreeNode(
    int Feature, byte Bin, bool MissingRight, int Left, float Value, int Cover, float Gain)
{
    public bool IsLeaf => Feature < 0;

    /// <summary>The child that a bin leads to.</summary>
    public int Child(byte bin) => bin > Bin || (bin == 0 && MissingRight) ? Left + 1 : Left;
}
