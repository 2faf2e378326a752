namespace Souk.Core.Definition;

/// <summary>Feature columns by the parts of their names: what <c>card.payments.24h</c> selects step by step.</summary>
internal sealed class ColumnTree
{
    private readonly Dictionary<string, ColumnTree> _children = [];
    private readonly Dictionary<string, FeatureColumn> _columns = [];

    internal ColumnTree(IEnumerable<FeatureColumn> columns)
    {
        foreach (FeatureColumn column in columns)
        {
            Add(column, 0);
            _columns.TryAdd(column.Name, column);
        }
    }

    private ColumnTree()
    {
    }

    /// <summary>The column that ends here, or null if names go on.</summary>
    internal FeatureColumn? Column { get; private set; }

    /// <summary>What may follow, by the part of the name.</summary>
    internal IReadOnlyDictionary<string, ColumnTree> Children => _children;

    /// <summary>The column that a dotted name of an expression starts with, or null.</summary>
    internal FeatureColumn? FindLongest(string path)
    {
        while (true)
        {
            if (_columns.TryGetValue(path, out FeatureColumn? column))
            {
                return column;
            }

            int point = path.LastIndexOf('.');
            if (point < 0)
            {
                return null;
            }

            path = path[..point];
        }
    }

    private void Add(FeatureColumn column, int start)
    {
        int point = column.Name.IndexOf('.', start);
        string part = point < 0 ? column.Name[start..] : column.Name[start..point];
        if (!_children.TryGetValue(part, out ColumnTree? child))
        {
            child = new ColumnTree();
            _children.Add(part, child);
        }

        if (point < 0)
        {
            child.Column = column;
        }
        else
        {
            child.Add(column, point + 1);
        }
    }
}
