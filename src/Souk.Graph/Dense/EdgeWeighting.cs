namespace Souk.Graph.Dense;

/// <summary>What an edge weighs in the search for dense blocks.</summary>
public enum EdgeWeighting
{
    /// <summary>Each block is searched both ways below, both finds are made whole, and the one with more evidence (the
    /// logarithm of how much likelier its edges are in a ring than by chance) is taken.</summary>
    Both,

    /// <summary>1 / ln(d_column + constant), as in the paper: with proven resistance to camouflage, since nothing that
    /// a row
    /// does lowers the weight of its other edges. The block is left as peeling found it.</summary>
    Column,

    /// <summary>ln(ring density · E / (d_row · d_column)), or 0 where that is negative: the logarithm of how much
    /// likelier the
    /// edge is in a ring than by chance between nodes of these degrees. A core of regulars who act on everything
    /// popular is what chance gives, so it does not hide rings.</summary>
    Surprise,
}
