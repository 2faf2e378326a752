namespace Souk.Learning.Trees;

/// <summary>What boosted trees minimise, and with it what their prediction means.</summary>
public enum TreeObjective
{
    /// <summary>Log loss; labels 0 or 1; the prediction is the probability of 1, the raw score its log-odds.</summary>
    Logistic,

    /// <summary>Squared error; any label; the prediction is the expected label.</summary>
    Squared,

    /// <summary>Poisson deviance; labels of 0 or more (counts); the prediction is the expected count, the raw score its
    /// logarithm.</summary>
    Poisson,

    /// <summary>NDCG by LambdaMART (Burges, "From RankNet to LambdaRank to LambdaMART", 2010); labels are grades from 0
    /// to 30 within groups; only the order of predictions within a group means something.</summary>
    LambdaMart,
}
