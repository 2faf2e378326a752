namespace Souk.Expressions;

/// <summary>
/// A node of the syntax tree: immutable, numbered so that later passes can keep facts about it in arrays.
/// </summary>
internal abstract class Node(int id, int offset)
{
    public int Id { get; } = id;

    /// <summary>Where errors about this node point to in the source.</summary>
    public int Offset { get; } = offset;
}

internal sealed class LiteralNode(int id, int offset, CelValue value) : Node(id, offset)
{
    public CelValue Value { get; } = value;
}

internal sealed class IdentifierNode(int id, int offset, string name, bool isAbsolute) : Node(id, offset)
{
    public string Name { get; } = name;

    /// <summary>Whether a leading dot forbids the container and loop variables.</summary>
    public bool IsAbsolute { get; } = isAbsolute;
}

internal sealed class SelectNode(int id, int offset, Node operand, string field, bool isOptional, bool isTest)
    : Node(id, offset)
{
    public Node Operand { get; } = operand;

    public string Field { get; } = field;

    /// <summary>Whether it is written <c>a.?b</c>.</summary>
    public bool IsOptional { get; } = isOptional;

    /// <summary>Whether it is written <c>has(a.b)</c>.</summary>
    public bool IsTest { get; } = isTest;
}

internal sealed class IndexNode(int id, int offset, Node operand, Node index, bool isOptional) : Node(id, offset)
{
    public Node Operand { get; } = operand;

    public Node Index { get; } = index;

    public bool IsOptional { get; } = isOptional;
}

/// <summary>A call of a function or of an operator (named as in <see cref="Operators"/>).</summary>
internal sealed class CallNode(int id, int offset, string function, Node? target, Node[] arguments) : Node(id, offset)
{
    public string Function { get; } = function;

    public Node? Target { get; } = target;

    public Node[] Arguments { get; } = arguments;
}

/// <summary>A chain of <c>&amp;&amp;</c> or <c>||</c>, flat so that long rules do not nest deeply.</summary>
internal sealed class LogicalNode(int id, int offset, bool isAnd, Node[] operands) : Node(id, offset)
{
    public bool IsAnd { get; } = isAnd;

    public Node[] Operands { get; } = operands;
}

internal sealed class ConditionalNode(int id, int offset, Node condition, Node whenTrue, Node whenFalse)
    : Node(id, offset)
{
    public Node Condition { get; } = condition;

    public Node WhenTrue { get; } = whenTrue;

    public Node WhenFalse { get; } = whenFalse;
}

internal readonly record struct ListItem(Node Value, bool IsOptional);

internal sealed class ListNode(int id, int offset, ListItem[] items) : Node(id, offset)
{
    public ListItem[] Items { get; } = items;
}

internal readonly record struct MapItem(Node Key, Node Value, bool IsOptional);

internal sealed class MapNode(int id, int offset, MapItem[] items) : Node(id, offset)
{
    public MapItem[] Items { get; } = items;
}

internal readonly record struct StructItem(string Field, Node Value, bool IsOptional);

/// <summary>A message literal. Parsed, so that the error can say precisely that there are no messages here.</summary>
internal sealed class StructNode(int id, int offset, string typeName, StructItem[] items) : Node(id, offset)
{
    public string TypeName { get; } = typeName;

    public StructItem[] Items { get; } = items;
}

internal enum LoopKind
{
    All,
    Exists,
    ExistsOne,
    Map,
    Filter,
    TransformMap,
}

/// <summary>A macro that loops over a list or the keys of a map.</summary>
internal sealed class LoopNode(
    int id, int offset, LoopKind kind, string macro, Node range, string first, string? second, Node? where, Node body)
    : Node(id, offset)
{
    public LoopKind Kind { get; } = kind;

    /// <summary>The name that was written, such as <c>exists_one</c> or <c>existsOne</c>.</summary>
    public string Macro { get; } = macro;

    public Node Range { get; } = range;

    /// <summary>The loop variable; with a second one: the position or key.</summary>
    public string First { get; } = first;

    /// <summary>The element or value, when the macro was written with two variables.</summary>
    public string? Second { get; } = second;

    /// <summary>Which elements take part; null means all.</summary>
    public Node? Where { get; } = where;

    public Node Body { get; } = body;
}

internal enum BindKind
{
    /// <summary><c>cel.bind(x, value, body)</c></summary>
    Value,

    /// <summary><c>value.optMap(x, body)</c></summary>
    OptionalMap,

    /// <summary><c>value.optFlatMap(x, body)</c></summary>
    OptionalFlatMap,
}

internal sealed class BindNode(int id, int offset, BindKind kind, string name, Node value, Node body)
    : Node(id, offset)
{
    public BindKind Kind { get; } = kind;

    public string Name { get; } = name;

    public Node Value { get; } = value;

    public Node Body { get; } = body;
}
