namespace Souk.Risk.Models;

/// <summary>What a risk model is.</summary>
public enum RiskModelKind
{
    /// <summary>Boosted trees and a random forest, stacked by a logistic regression (Wolpert, 1992). Takes texts and
    /// missing values as they are. The default.</summary>
    Trees,

    /// <summary>Logistic regression; a missing number counts as the median.</summary>
    Logistic,

    /// <summary>An isolation forest, which needs no labels (Liu, Ting and Zhou, 2008).</summary>
    Isolation,

    /// <summary>ECOD, the tails of each column, which needs no labels (Li et al., 2022).</summary>
    Tail,
}
