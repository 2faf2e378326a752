using Souk.Learning.Data;

namespace Souk.Learning.Trees.Objectives;

/// <summary>A loss that trees are boosted on, through its first and second derivatives by the raw score.</summary>
internal abstract class Objective
{
    /// <summary>The objective behind a name.</summary>
    public static Objective For(TreeObjective objective) => objective switch
    {
        TreeObjective.Logistic => new LogisticObjective(),
        TreeObjective.Squared => new SquaredObjective(),
        TreeObjective.Poisson => new PoissonObjective(),
        TreeObjective.LambdaMart => new LambdaMartObjective(),
        _ => throw new ArgumentException($"{objective} is no known objective."),
    };

    /// <summary>Refuses labels that the objective has no meaning for.</summary>
    public abstract void Check(TrainingTargets targets);

    /// <summary>The constant raw score with the smallest loss.</summary>
    public abstract double BaseScore(TrainingTargets targets);

    /// <summary>Writes each row's derivatives, times its weight.</summary>
    public abstract void Derive(float[] scores, TrainingTargets targets, float[] first, float[] second, int threads);

    /// <summary>The weighted mean loss; smaller is better.</summary>
    public abstract double Loss(float[] scores, TrainingTargets targets);

    /// <summary>What a raw score predicts.</summary>
    public abstract double Predict(double score);

    /// <summary>The weighted mean label.</summary>
    protected static double MeanLabel(TrainingTargets targets)
    {
        double sum = 0;
        double weight = 0;
        for (int i = 0; i < targets.Rows; i++)
        {
            double w = targets.Weight(i);
            sum += w * targets.Labels[i];
            weight += w;
        }

        return sum / weight;
    }
}
