using Souk.Learning.Data;
using Souk.Learning.Training;
using Souk.Learning.Trees.Objectives;

namespace Souk.Learning.Trees;

/// <summary>
/// The training scores under each random order of the ordered statistics. They are kept apart (Prokhorenkova et al.,
/// 2018): under one order a row's statistic holds labels of rows whose own statistics hold its label under another, so
/// scores shared between orders would leak labels. A tree's structure comes from one order; its leaf values are
/// computed under every order, each moves its own scores, and the model keeps their mean.
/// </summary>
internal sealed class PermutedScores
{
    private readonly BoostedTreesOptions _options;
    private readonly Objective _objective;
    private readonly TrainingTargets _targets;
    private readonly BinnedTable[] _tables;
    private readonly float[][] _scores;

    public PermutedScores(
        BoostedTreesOptions options, Objective objective, TrainingTargets targets, BinnedTable[] tables,
        double baseScore)
    {
        _options = options;
        _objective = objective;
        _targets = targets;
        _tables = tables;
        _scores = Array.ConvertAll(tables, _ => new float[targets.Rows]);
        foreach (float[] scores in _scores)
        {
            Array.Fill(scores, (float)baseScore);
        }
    }

    /// <summary>The scores under one order.</summary>
    public float[] Under(int order) => _scores[order];

    /// <summary>Moves the scores under all orders but the one that the tree was grown on, and gives the tree the mean
    /// of all orders' leaf values. Values are not yet shrunk.</summary>
    public void MoveOthers(RegressionTree tree, int grownOn, bool[]? sampled)
    {
        if (_tables.Length == 1)
        {
            return;
        }

        double[][] values = new double[_tables.Length][];
        WorkPartition.ForBlocks(_tables.Length, 1, _options.Threads, (order, _, _) =>
            values[order] = order == grownOn ? Values(tree) : Move(tree, order, sampled));
        for (int node = 0; node < tree.Count; node++)
        {
            double sum = 0;
            foreach (double[] ofOrder in values)
            {
                sum += ofOrder[node];
            }

            tree.SetValue(node, sum / _tables.Length);
        }
    }

    private static double[] Values(RegressionTree tree)
    {
        double[] values = new double[tree.Count];
        for (int node = 0; node < values.Length; node++)
        {
            values[node] = tree[node].Value;
        }

        return values;
    }

    private double[] Move(RegressionTree tree, int order, bool[]? sampled)
    {
        float[] scores = _scores[order];
        float[] first = new float[scores.Length];
        float[] second = new float[scores.Length];
        _objective.Derive(scores, _targets, first, second, 1);
        int[] leaves = new int[scores.Length];
        double[] firstSums = new double[tree.Count];
        double[] secondSums = new double[tree.Count];
        for (int r = 0; r < leaves.Length; r++)
        {
            leaves[r] = tree.Leaf(_tables[order], r);
            if (sampled is null || sampled[r])
            {
                firstSums[leaves[r]] += first[r];
                secondSums[leaves[r]] += second[r];
            }
        }

        double[] values = Values(tree);
        for (int node = 0; node < values.Length; node++)
        {
            if (tree[node].IsLeaf)
            {
                double curvature = secondSums[node] + _options.L2;
                values[node] = curvature > 0 ? -firstSums[node] / curvature : 0;
            }
        }

        for (int r = 0; r < leaves.Length; r++)
        {
            scores[r] += (float)(values[leaves[r]] * _options.LearningRate);
        }

        return values;
    }
}
