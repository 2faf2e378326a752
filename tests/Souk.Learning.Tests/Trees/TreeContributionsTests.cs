using System.Numerics;
using Souk.Learning.Data;
using Souk.Learning.Trees;

namespace Souk.Learning.Tests.Trees;

public class TreeContributionsTests
{
    [Theory]
    [InlineData(TreeGrowth.DepthWise, 1)]
    [InlineData(TreeGrowth.LeafWise, 2)]
    [InlineData(TreeGrowth.Symmetric, 3)]
    public void Add_EqualsShapleyValuesBySubsets(TreeGrowth growth, ulong seed)
    {
        LabelledTable data = MadeData.Real(400, seed, 0.1);
        var options = new BoostedTreesOptions
        {
            Objective = TreeObjective.Squared,
            Growth = growth,
            Trees = 4,
            MaxDepth = 5,
            MaxLeaves = 12,
            LearningRate = 0.5,
        };
        BoostedTreesModel model = BoostedTrees.Fit(data, options);
        float[] row = new float[5];
        for (int r = 0; r < 20; r++)
        {
            data.Features.CopyRow(r, row);
            byte[] bins = new byte[5];
            model.Binner.BinRow(row, bins);
            foreach (RegressionTree tree in model.Trees)
            {
                double[] found = new double[5];
                double mean = new TreeContributions().Add(tree, bins, found);
                double[] expected = BySubsets(tree, bins);
                for (int f = 0; f < 5; f++)
                {
                    Assert.Equal(expected[f], found[f], 1e-5);
                }

                Assert.Equal(Expected(tree, 0, bins, 0), mean, 1e-6);
            }
        }
    }

    [Fact]
    public void Contributions_SumToTheScore()
    {
        LabelledTable data = MadeData.Categories(800);
        BoostedTreesModel model = BoostedTrees.Fit(data, new BoostedTreesOptions { Trees = 40 });
        float[] row = new float[3];
        double[] contributions = new double[3];
        for (int r = 0; r < 50; r++)
        {
            data.Features.CopyRow(r, row);
            double mean = model.Contributions(row, contributions);
            Assert.Equal(model.Score(row), mean + contributions.Sum(), 1e-4);
        }
    }

    /// <summary>Shapley's formula: the mean, over all subsets of the other features, of what a feature adds.</summary>
    private static double[] BySubsets(RegressionTree tree, byte[] bins)
    {
        int features = bins.Length;
        double[] values = new double[features];
        for (int f = 0; f < features; f++)
        {
            for (uint subset = 0; subset < 1u << features; subset++)
            {
                if ((subset & (1u << f)) != 0)
                {
                    continue;
                }

                int size = BitOperations.PopCount(subset);
                double weight = Factorial(size) * Factorial(features - size - 1) / Factorial(features);
                values[f] += weight * (Expected(tree, 0, bins, subset | (1u << f)) - Expected(tree, 0, bins, subset));
            }
        }

        return values;
    }

    private static double Expected(RegressionTree tree, int node, byte[] bins, uint known)
    {
        TreeNode at = tree[node];
        if (at.IsLeaf)
        {
            return at.Value;
        }

        if ((known & (1u << at.Feature)) != 0)
        {
            return Expected(tree, at.Child(bins[at.Feature]), bins, known);
        }

        double left = (double)tree[at.Left].Cover / at.Cover;
        return (left * Expected(tree, at.Left, bins, known)) + ((1 - left) * Expected(tree, at.Left + 1, bins, known));
    }

    private static double Factorial(int n) => n <= 1 ? 1 : n * Factorial(n - 1);
}
