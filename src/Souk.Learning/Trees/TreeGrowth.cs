namespace Souk.Learning.Trees;

/// <summary>In which order a tree's leaves are split.</summary>
public enum TreeGrowth
{
    /// <summary>Every leaf that can be split is, down to the depth limit.</summary>
    DepthWise,

    /// <summary>The leaf with the largest gain first, up to the limit of leaves (Shi, "Best-first decision tree
    /// learning", 2007).</summary>
    LeafWise,

    /// <summary>All leaves of a level by the same condition (oblivious trees, as in CatBoost): strongly regularised,
    /// the best choice for few rows and noisy or categorical features.</summary>
    Symmetric,
}
