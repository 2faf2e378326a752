namespace Souk.Learning.Trees;

/// <summary>
/// One tree over bins, as parallel lists of nodes; node 0 is the root, the right child stands after the left. Being
/// grown it is written by <see cref="TreeGrower"/>, afterwards only read.
/// </summary>
internal sealed class RegressionTree
{
    private readonly List<TreeNode> _nodes = [];

    /// <summary>The number of nodes.</summary>
    public int Count => _nodes.Count;

    /// <summary>The longest way from the root to a leaf, in steps.</summary>
    public int Depth { get; private set; }

    /// <summary>A node by number.</summary>
    public TreeNode this[int node] => _nodes[node];

    /// <summary>Adds a leaf and gives its number.</summary>
    public int AddLeaf(double value, int cover)
    {
        _nodes.Add(new TreeNode(-1, 0, false, -1, (float)value, cover, 0));
        return _nodes.Count - 1;
    }

    /// <summary>Adds a node as it stands, in loading.</summary>
    public void Add(TreeNode node, int depth)
    {
        _nodes.Add(node);
        Depth = Math.Max(Depth, depth);
    }

    /// <summary>Makes a leaf into an inner node with two new leaves and gives the left one's number.</summary>
    public int Split(
        int node, SplitCandidate split, int depth, (double Value, int Cover) left, (double Value, int Cover) right)
    {
        int first = AddLeaf(left.Value, left.Cover);
        AddLeaf(right.Value, right.Cover);
        _nodes[node] = _nodes[node] with
        {
            Feature = split.Feature,
            Bin = (byte)split.Bin,
            MissingRight = split.MissingRight,
            Left = first,
            Gain = (float)split.Gain,
        };
        Depth = Math.Max(Depth, depth + 1);
        return first;
    }

    /// <summary>Replaces a node's value.</summary>
    public void SetValue(int node, double value) => _nodes[node] = _nodes[node] with { Value = (float)value };

    /// <summary>Multiplies all values.</summary>
    public void Scale(double factor)
    {
        for (int i = 0; i < _nodes.Count; i++)
        {
            _nodes[i] = _nodes[i] with { Value = (float)(_nodes[i].Value * factor) };
        }
    }

    /// <summary>The leaf of a row of a binned table.</summary>
    public int Leaf(BinnedTable table, int row)
    {
        int node = 0;
        while (true)
        {
            TreeNode at = _nodes[node];
            if (at.Feature < 0)
            {
                return node;
            }

            node = at.Child(table.ByColumn[at.Feature][row]);
        }
    }
}
