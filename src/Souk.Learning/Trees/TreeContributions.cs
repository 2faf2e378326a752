namespace Souk.Learning.Trees;

/// <summary>
/// Exact Shapley values of one tree for one row in time leaves · depth² (TreeSHAP, path-dependent: Lundberg, Erion and
/// Lee, "Consistent individualized feature attribution for tree ensembles", 2018; Lundberg et al., Nature Machine
/// Intelligence 2020). A feature that is left out goes both ways by the training rows' shares. Not safe for use from
/// several threads.
/// </summary>
internal sealed class TreeContributions
{
    /// <summary>One distinct feature on the way to a node: the share of rows that pass with the feature left out,
    /// whether the row itself passes (1 or 0), and the weight of the subsets of this size.</summary>
    private struct Step
    {
        public int Feature;
        public double Without;
        public double With;
        public double Weight;
    }

    private readonly Step[][] _paths = new Step[BoostedTreesOptions.DepthLimit + 2][];
    private RegressionTree _tree = new();

    public TreeContributions()
    {
        for (int d = 0; d < _paths.Length; d++)
        {
            _paths[d] = new Step[d + 1];
        }
    }

    /// <summary>Adds the tree's contributions to those of each feature and gives its mean value, so that both together
    /// sum to the tree's value for the row.</summary>
    public double Add(RegressionTree tree, ReadOnlySpan<byte> bins, Span<double> contributions)
    {
        _tree = tree;
        Visit(0, 0, 0, -1, 1, 1, bins, contributions);
        return Mean(tree, 0);
    }

    private static double Mean(RegressionTree tree, int node)
    {
        TreeNode at = tree[node];
        if (at.IsLeaf)
        {
            return at.Value;
        }

        double left = Share(tree, at.Left, at.Cover);
        return (left * Mean(tree, at.Left)) + ((1 - left) * Mean(tree, at.Left + 1));
    }

    private static double Share(RegressionTree tree, int child, int parentCover) =>
        (double)tree[child].Cover / parentCover;

    private void Visit(
        int node, int depth, int length, int feature, double without, double with,
        ReadOnlySpan<byte> bins, Span<double> contributions)
    {
        Step[] path = _paths[depth];
        if (depth > 0)
        {
            _paths[depth - 1].AsSpan(0, length).CopyTo(path);
        }

        Extend(path, length, feature, without, with);
        length++;
        TreeNode at = _tree[node];
        if (at.IsLeaf)
        {
            AddLeaf(path, length, at.Value, contributions);
            return;
        }

        int hot = at.Child(bins[at.Feature]);
        int cold = hot == at.Left ? at.Left + 1 : at.Left;
        double passWithout = 1;
        double passWith = 1;
        for (int i = 1; i < length; i++)
        {
            if (path[i].Feature == at.Feature)
            {
                passWithout = path[i].Without;
                passWith = path[i].With;
                Remove(path, length, i);
                length--;
                break;
            }
        }

        double hotShare = Share(_tree, hot, at.Cover);
        Visit(hot, depth + 1, length, at.Feature, passWithout * hotShare, passWith, bins, contributions);
        Visit(cold, depth + 1, length, at.Feature, passWithout * (1 - hotShare), 0, bins, contributions);
    }

    private static void AddLeaf(Step[] path, int length, double value, Span<double> contributions)
    {
        for (int i = 1; i < length; i++)
        {
            double weight = WeightWithout(path, length, i);
            contributions[path[i].Feature] += weight * (path[i].With - path[i].Without) * value;
        }
    }

    private static void Extend(Step[] path, int length, int feature, double without, double with)
    {
        path[length] = new Step { Feature = feature, Without = without, With = with, Weight = length == 0 ? 1 : 0 };
        for (int i = length - 1; i >= 0; i--)
        {
            path[i + 1].Weight += with * path[i].Weight * (i + 1) / (length + 1);
            path[i].Weight *= without * (length - i) / (length + 1);
        }
    }

    /// <summary>Takes step <paramref name="index"/> out again: the inverse of <see cref="Extend"/>.</summary>
    private static void Remove(Step[] path, int length, int index)
    {
        double next = path[length - 1].Weight;
        double with = path[index].With;
        double without = path[index].Without;
        for (int i = length - 2; i >= 0; i--)
        {
            if (with != 0)
            {
                double kept = path[i].Weight;
                path[i].Weight = next * length / ((i + 1) * with);
                next = kept - (path[i].Weight * without * (length - 1 - i) / length);
            }
            else
            {
                path[i].Weight = path[i].Weight * length / (without * (length - 1 - i));
            }
        }

        for (int i = index; i < length - 1; i++)
        {
            path[i].Feature = path[i + 1].Feature;
            path[i].Without = path[i + 1].Without;
            path[i].With = path[i + 1].With;
        }
    }

    /// <summary>The sum of weights if a step were taken out.</summary>
    private static double WeightWithout(Step[] path, int length, int index)
    {
        double next = path[length - 1].Weight;
        double with = path[index].With;
        double without = path[index].Without;
        double sum = 0;
        for (int i = length - 2; i >= 0; i--)
        {
            if (with != 0)
            {
                double part = next * length / ((i + 1) * with);
                sum += part;
                next = path[i].Weight - (part * without * (length - 1 - i) / length);
            }
            else
            {
                sum += path[i].Weight * length / (without * (length - 1 - i));
            }
        }

        return sum;
    }
}
