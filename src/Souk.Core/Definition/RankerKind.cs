namespace Souk.Core.Definition;

/// <summary>What puts a surface's candidates in order.</summary>
public enum RankerKind
{
    /// <summary>The trained model that does best on held-out time; until one is trained, the recall scores.</summary>
    Auto,

    /// <summary>Logistic regression.</summary>
    Logistic,

    /// <summary>A factorization machine.</summary>
    Factorization,

    /// <summary>Gradient-boosted trees.</summary>
    Trees,

    /// <summary>The recall scores alone.</summary>
    Recall,

    /// <summary>A DeepFM.</summary>
    Deep,

    /// <summary>A network of the chance of a liking and of that of the goal after it (ESMM).</summary>
    Esmm,
}
