namespace Souk.Expressions;

/// <summary>A parsed expression and the number of its nodes; node ids run from 0 to one less.</summary>
internal sealed class SyntaxTree(Node root, int nodeCount)
{
    public Node Root { get; } = root;

    public int NodeCount { get; } = nodeCount;

    /// <summary>The dotted name that a chain of plain selections spells, with a leading dot if written so.</summary>
    public static string? QualifiedName(Node node) => node switch
    {
        IdentifierNode { IsAbsolute: true } name => "." + name.Name,
        IdentifierNode name => name.Name,
        SelectNode { IsOptional: false, IsTest: false } select when QualifiedName(select.Operand) is string prefix =>
            prefix + "." + select.Field,
        _ => null,
    };

    public static IEnumerable<Node> Children(Node node) => node switch
    {
        SelectNode n => [n.Operand],
        IndexNode n => [n.Operand, n.Index],
        CallNode n => n.Target is null ? n.Arguments : n.Arguments.Prepend(n.Target),
        LogicalNode n => n.Operands,
        ConditionalNode n => [n.Condition, n.WhenTrue, n.WhenFalse],
        ListNode n => n.Items.Select(i => i.Value),
        MapNode n => n.Items.SelectMany(i => new[] { i.Key, i.Value }),
        StructNode n => n.Items.Select(i => i.Value),
        LoopNode n => n.Where is null ? [n.Range, n.Body] : [n.Range, n.Where, n.Body],
        BindNode n => [n.Value, n.Body],
        _ => [],
    };

    /// <summary>
    /// The height of a tree, counted without recursion: chains may be long before the limit is checked.
    /// </summary>
    public static int DepthOf(Node root)
    {
        int deepest = 0;
        Stack<(Node Node, int Depth)> open = new([(root, 1)]);
        while (open.TryPop(out (Node Node, int Depth) item))
        {
            deepest = Math.Max(deepest, item.Depth);
            foreach (Node child in Children(item.Node))
                open.Push((child, item.Depth + 1));
        }

        return deepest;
    }
}
