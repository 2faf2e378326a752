namespace Souk.Learning.Collaborative;

/// <summary>How alike two items are, by the users they share.</summary>
public enum NeighbourSimilarity
{
    /// <summary>The cosine of the items' user vectors (Sarwar et al., 2001).</summary>
    Cosine,

    /// <summary>The cosine after weighting users by inverse frequency, so that a user of everything says
    /// little.</summary>
    TfIdf,

    /// <summary>Okapi BM25 weights (Robertson and Walker, 1994): saturating counts, long histories toned
    /// down.</summary>
    Bm25,

    /// <summary>Swing (Yang et al., 2020): pairs of users who share both items, weighted down by all else that they
    /// share. Robust against a few users who buy everything together.</summary>
    Swing,

    /// <summary>Three-step random walk user ← item ← user with a popularity penalty (RP3beta, Paudel et al.,
    /// 2016).</summary>
    RandomWalk,
}
