using Souk.Learning.Data;
using Souk.Learning.Trees;
using Souk.Learning.Trees.Objectives;

namespace Souk.Learning.Tests.Trees;

public class ObjectiveTests
{
    [Theory]
    [InlineData(TreeObjective.Logistic)]
    [InlineData(TreeObjective.Squared)]
    [InlineData(TreeObjective.Poisson)]
    public void Derive_EqualsDifferencesOfTheLoss(TreeObjective which)
    {
        var objective = Objective.For(which);
        float[] weights = [1, 2, 0.5f, 3];
        var targets = new TrainingTargets([0, 1, 1, 0], weights);
        float[] scores = [-1.3f, 0.2f, 2.1f, 0.9f];
        float[] first = new float[4];
        float[] second = new float[4];
        objective.Derive(scores, targets, first, second, 1);
        for (int i = 0; i < 4; i++)
        {
            const float step = 1 / 64f;
            double up = Shifted(i, step);
            double down = Shifted(i, -step);
            Assert.Equal((up - down) / (2 * step), first[i], 2e-3);
            if (which != TreeObjective.Poisson)
            {
                Assert.Equal((up - (2 * Shifted(i, 0)) + down) / (step * step), second[i], 2e-2);
            }
        }

        double Shifted(int row, float by)
        {
            float[] moved = [.. scores];
            moved[row] += by;
            return objective.Loss(moved, targets) * weights.Sum();
        }
    }

    [Theory]
    [InlineData(TreeObjective.Logistic)]
    [InlineData(TreeObjective.Squared)]
    [InlineData(TreeObjective.Poisson)]
    public void BaseScore_HasNoSlope(TreeObjective which)
    {
        var objective = Objective.For(which);
        var targets = new TrainingTargets([0, 1, 1, 0, 1], [1, 2, 0.5f, 3, 1]);
        float[] scores = new float[5];
        Array.Fill(scores, (float)objective.BaseScore(targets));
        float[] first = new float[5];
        objective.Derive(scores, targets, first, new float[5], 1);
        Assert.Equal(0, first.Sum(), 1e-5);
    }

    [Fact]
    public void LambdaMart_PushesTheBetterUp()
    {
        var targets = new TrainingTargets([0, 2, 1, 0, 1], null, [0, 3, 5]);
        float[] first = new float[5];
        float[] second = new float[5];
        new LambdaMartObjective().Derive([3, 1, 2, 0, 0], targets, first, second, 1);
        Assert.True(first[1] < 0 && first[0] > 0);
        Assert.True(first[4] < 0 && first[3] > 0);
        Assert.Equal(0, first[0] + first[1] + first[2], 1e-6);
        Assert.All(second, h => Assert.True(h > 0));
    }

    [Fact]
    public void Ndcg_ByHand()
    {
        // Order: grade 0, 2, 1. Gains 0, 3, 1; ideal 3, 1, 0.
        double gain = (3 / Math.Log2(3)) + (1 / Math.Log2(4));
        double ideal = 3 + (1 / Math.Log2(3));
        Assert.Equal(gain / ideal, LambdaMartObjective.Ndcg([3, 2, 1], [0, 2, 1]), 1e-12);
    }

    [Fact]
    public void Check_LabelsWithoutMeaning_Refused()
    {
        Assert.Throws<ArgumentException>(
            () => Objective.For(TreeObjective.Logistic).Check(new TrainingTargets([0.5f])));
        Assert.Throws<ArgumentException>(() => Objective.For(TreeObjective.Poisson).Check(new TrainingTargets([-1])));
        Assert.Throws<ArgumentException>(() => Objective.For(TreeObjective.LambdaMart).Check(new TrainingTargets([1])));
        Assert.Throws<ArgumentException>(
            () => Objective.For(TreeObjective.LambdaMart).Check(new TrainingTargets([31], null, [0, 1])));
    }
}
