namespace Souk.Expressions;

/// <summary>Estimates the work of an evaluation, in units of one comparison.</summary>
internal static class CostEstimator
{
    /// <summary>Elements that a list of unknown length is taken to have.</summary>
    private const int AssumedElements = 10;

    public static long Estimate(CheckedTree tree) => Of(tree, tree.Root);

    private static long Of(CheckedTree tree, Node node)
    {
        long own = tree.ReferenceOf(node) switch
        {
            CallReference { Candidates.Length: > 0 } call => call.Candidates.Max(c => c.Cost),
            _ => node is LiteralNode ? 0 : 1,
        };
        if (node is LoopNode loop)
        {
            long elements = loop.Range is ListNode list ? list.Items.Length : AssumedElements;
            long body = Of(tree, loop.Body) + (loop.Where is null ? 0 : Of(tree, loop.Where)) + 1;
            return Add(Add(own, Of(tree, loop.Range)), Multiply(elements, body));
        }

        if (node is SelectNode && tree.ReferenceOf(node) is not null)
            return own;
        foreach (Node child in SyntaxTree.Children(node))
            own = Add(own, Of(tree, child));
        return own;
    }

    private static long Add(long a, long b) => Math.Min(a, long.MaxValue - b) + b;

    private static long Multiply(long a, long b) => b > 0 && a > long.MaxValue / b ? long.MaxValue : a * b;
}
