using Souk.Learning.Numerics;

namespace Souk.Learning.Trees;

/// <summary>
/// Grows one tree on the quantized gradients of a boosting round: builds the smaller child's histogram, takes the
/// sibling's by subtraction, and splits leaves in the order that the growth asks for. Holds its buffers between trees.
/// </summary>
internal sealed class TreeGrower
{
    private readonly BoostedTreesOptions _options;
    private readonly int[]? _monotone;
    private readonly double _columnsPerNode;
    private readonly Histogram _histogram;
    private readonly HistogramPool _pool;
    private readonly SplitFinder _finder;
    private readonly bool[] _treeColumns;
    private readonly bool[] _nodeColumns;
    private readonly int[] _order;
    private readonly List<OpenLeaf> _open = [];
    private SeededRandom _random;

    public TreeGrower(BoostedTreesOptions options, FeatureBinner binner, int rows, int[]? monotone)
    {
        _options = options;
        _monotone = monotone;
        _columnsPerNode = options.ColumnSamplePerNode > 0 ? options.ColumnSamplePerNode
            : options.RandomForest ? 1 / Math.Sqrt(binner.Features) : 1;
        _histogram = new Histogram(binner, options.Threads);
        _pool = new HistogramPool(_histogram.Size);
        _finder = new SplitFinder(options, binner, monotone);
        _treeColumns = new bool[binner.Features];
        _nodeColumns = new bool[binner.Features];
        _order = new int[binner.Features];
        Partition = new RowPartition(rows, options.Threads);
    }

    /// <summary>The rows of the tree being grown, and after that of the tree just grown.</summary>
    public RowPartition Partition { get; }

    /// <summary>The leaves of the tree just grown, with their rows.</summary>
    public List<OpenLeaf> Leaves { get; } = [];

    /// <summary>Grows a tree; its values are not yet shrunk.</summary>
    public RegressionTree Grow(BinnedTable table, QuantizedGradients gradients, bool[]? sampled, int number)
    {
        _random = new SeededRandom(_options.Seed, ((ulong)number * 4) + 1);
        _finder.Gradients = gradients;
        DrawColumns(_options.ColumnSample, null, _treeColumns);
        Partition.Reset(sampled);
        Leaves.Clear();
        _open.Clear();
        long[] histogram = _pool.Rent();
        _histogram.Build(table, gradients.Packed, Partition.Rows, 0, Partition.Count, histogram);
        long sum = _histogram.Total(histogram);
        var tree = new RegressionTree();
        tree.AddLeaf(_finder.LeafValue(sum, ValueBounds.None), Partition.Count);
        var root = new OpenLeaf
        {
            Node = 0,
            Depth = 0,
            Begin = 0,
            Count = Partition.Count,
            Sum = sum,
            Bounds = ValueBounds.None,
            Histogram = histogram,
        };
        if (_options.Growth == TreeGrowth.Symmetric)
        {
            GrowLevels(tree, table, gradients, root);
        }
        else
        {
            GrowLeaves(tree, table, gradients, root);
        }

        return tree;
    }

    private void GrowLeaves(RegressionTree tree, BinnedTable table, QuantizedGradients gradients, OpenLeaf root)
    {
        Consider(root);
        int leaves = 1;
        int limit = _options.Growth == TreeGrowth.LeafWise ? _options.MaxLeaves : int.MaxValue;
        while (_open.Count > 0)
        {
            OpenLeaf leaf = TakeNext();
            if (leaves >= limit)
            {
                Close(leaf);
                continue;
            }

            leaves++;
            (OpenLeaf left, OpenLeaf right) = Split(tree, table, gradients, leaf, leaf.Split);
            bool leftFirst = left.Count >= right.Count;
            Consider(leftFirst ? left : right);
            Consider(leftFirst ? right : left);
        }
    }

    /// <summary>Splits all leaves of a level by the condition with the largest sum of gains; a leaf too light for it
    /// waits for the next condition.</summary>
    private void GrowLevels(RegressionTree tree, BinnedTable table, QuantizedGradients gradients, OpenLeaf root)
    {
        var finder = new SymmetricSplitFinder(_options, table.Binner.BinCounts, _monotone, _finder);
        var level = new List<OpenLeaf> { root };
        for (int depth = 0; depth < _options.MaxDepth; depth++)
        {
            DrawColumns(_columnsPerNode, _treeColumns, _nodeColumns);
            SplitCandidate split = finder.Find(level, _nodeColumns);
            if (!split.Exists)
            {
                break;
            }

            var next = new List<OpenLeaf>(level.Count * 2);
            foreach (OpenLeaf leaf in level)
            {
                long left = finder.LeftSum(leaf, split);
                if (!finder.CanSplit(leaf, left))
                {
                    next.Add(leaf);
                    continue;
                }

                (OpenLeaf first, OpenLeaf second) = Split(
                    tree, table, gradients, leaf, split with { LeftSum = left, Gain = finder.Gain(leaf, left) });
                next.Add(first);
                next.Add(second);
            }

            level = next;
        }

        level.ForEach(Close);
    }

    /// <summary>Depth-wise: the leaf added last (so that few histograms are held at a time); leaf-wise: the largest
    /// gain, the earliest node on a tie.</summary>
    private OpenLeaf TakeNext()
    {
        int at = _open.Count - 1;
        if (_options.Growth == TreeGrowth.LeafWise)
        {
            for (int i = _open.Count - 2; i >= 0; i--)
            {
                bool better = _open[i].Split.Gain > _open[at].Split.Gain
                    || (_open[i].Split.Gain == _open[at].Split.Gain && _open[i].Node < _open[at].Node);
                at = better ? i : at;
            }
        }

        OpenLeaf leaf = _open[at];
        _open.RemoveAt(at);
        return leaf;
    }

    /// <summary>Looks for a leaf's best split and keeps the leaf open if there is one.</summary>
    private void Consider(OpenLeaf leaf)
    {
        if (leaf.Histogram is null)
        {
            Close(leaf);
            return;
        }

        DrawColumns(_columnsPerNode, _treeColumns, _nodeColumns);
        leaf.Split = _finder.Find(leaf.Histogram, leaf.Sum, leaf.Bounds, _nodeColumns);
        if (leaf.Split.Exists)
        {
            _open.Add(leaf);
        }
        else
        {
            Close(leaf);
        }
    }

    private void Close(OpenLeaf leaf)
    {
        _pool.Return(leaf.Histogram);
        leaf.Histogram = null;
        Leaves.Add(leaf);
    }

    private (OpenLeaf Left, OpenLeaf Right) Split(
        RegressionTree tree, BinnedTable table, QuantizedGradients gradients, OpenLeaf leaf, SplitCandidate split)
    {
        int leftCount = Partition.Split(leaf.Begin, leaf.Count, table.ByColumn[split.Feature], split);
        int rightCount = leaf.Count - leftCount;
        double leftValue = _finder.LeafValue(split.LeftSum, leaf.Bounds);
        double rightValue = _finder.LeafValue(leaf.Sum - split.LeftSum, leaf.Bounds);
        (ValueBounds leftBounds, ValueBounds rightBounds) =
            leaf.Bounds.Split(_monotone is null ? 0 : _monotone[split.Feature], leftValue, rightValue);
        int node = tree.Split(leaf.Node, split, leaf.Depth, (leftValue, leftCount), (rightValue, rightCount));
        var left = new OpenLeaf
        {
            Node = node,
            Depth = leaf.Depth + 1,
            Begin = leaf.Begin,
            Count = leftCount,
            Sum = split.LeftSum,
            Bounds = leftBounds,
        };
        var right = new OpenLeaf
        {
            Node = node + 1,
            Depth = leaf.Depth + 1,
            Begin = leaf.Begin + leftCount,
            Count = rightCount,
            Sum = leaf.Sum - split.LeftSum,
            Bounds = rightBounds,
        };
        GiveHistograms(table, gradients, leaf, left, right);
        return (left, right);
    }

    /// <summary>Builds the smaller child's histogram and turns the parent's into the other child's.</summary>
    private void GiveHistograms(
        BinnedTable table, QuantizedGradients gradients, OpenLeaf leaf, OpenLeaf left, OpenLeaf right)
    {
        long[] parent = leaf.Histogram!;
        leaf.Histogram = null;
        bool wanted = left.Depth < _options.MaxDepth
            && (_options.Growth == TreeGrowth.Symmetric || _finder.CanSplit(left.Sum) || _finder.CanSplit(right.Sum));
        if (!wanted)
        {
            _pool.Return(parent);
            return;
        }

        (OpenLeaf small, OpenLeaf large) = left.Count <= right.Count ? (left, right) : (right, left);
        small.Histogram = _pool.Rent();
        _histogram.Build(table, gradients.Packed, Partition.Rows, small.Begin, small.Count, small.Histogram);
        _histogram.Subtract(parent, small.Histogram, parent);
        large.Histogram = parent;
    }

    /// <summary>Draws a share of the columns that are allowed, at least one, without replacement.</summary>
    private void DrawColumns(double share, bool[]? allowed, bool[] drawn)
    {
        int count = 0;
        for (int f = 0; f < drawn.Length; f++)
        {
            _order[count] = f;
            count += allowed is null || allowed[f] ? 1 : 0;
            count = Math.Min(count, drawn.Length);
            if (count == drawn.Length)
            {
                break;
            }
        }

        int wanted = Math.Clamp((int)Math.Round(share * count), 1, count);
        if (wanted < count)
        {
            for (int i = 0; i < wanted; i++)
            {
                int j = i + _random.Next(count - i);
                (_order[i], _order[j]) = (_order[j], _order[i]);
            }
        }

        Array.Clear(drawn);
        for (int i = 0; i < wanted; i++)
        {
            drawn[_order[i]] = true;
        }
    }
}
