namespace Souk.Expressions;

/// <summary>A tree with the type of every node and what its names refer to.</summary>
internal sealed class CheckedTree(
    SyntaxTree tree, CelType[] types, Reference?[] references, Dictionary<Node, Local[]> locals)
{
    public Node Root => tree.Root;

    public CelType TypeOf(Node node) => types[node.Id];

    public Reference? ReferenceOf(Node node) => references[node.Id];

    /// <summary>The variables that a macro node introduces, in the order of its names.</summary>
    public Local[] LocalsOf(Node node) => locals[node];

    public IEnumerable<Reference> References => references.OfType<Reference>();
}
