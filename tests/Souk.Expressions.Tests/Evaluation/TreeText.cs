namespace Souk.Expressions.Tests;

/// <summary>A tree written out in full, so that two trees can be compared.</summary>
internal static class TreeText
{
    public static string Of(Node node)
    {
        string own = node switch
        {
            LiteralNode n => $"{n.Value.Kind}:{n.Value}",
            IdentifierNode n => $"{n.IsAbsolute}:{n.Name}",
            SelectNode n => $"{n.Field}:{n.IsOptional}:{n.IsTest}",
            IndexNode n => $"{n.IsOptional}",
            CallNode n => $"{n.Function}:{n.Target is null}",
            LogicalNode n => $"{n.IsAnd}",
            ListNode n => string.Concat(n.Items.Select(i => i.IsOptional)),
            MapNode n => string.Concat(n.Items.Select(i => i.IsOptional)),
            StructNode n => n.TypeName + string.Concat(n.Items.Select(i => $"{i.Field}:{i.IsOptional}")),
            LoopNode n => $"{n.Kind}:{n.Macro}:{n.First}:{n.Second}:{n.Where is null}",
            BindNode n => $"{n.Kind}:{n.Name}",
            _ => "",
        };
        return $"({node.GetType().Name} {own} {string.Join(' ', SyntaxTree.Children(node).Select(Of))})";
    }
}
