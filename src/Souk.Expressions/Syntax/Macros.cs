namespace Souk.Expressions;

/// <summary>The calls that are no calls: their arguments are names and conditions, not values.</summary>
internal sealed class Macros(Parser parser)
{
    /// <summary>The node that a macro call stands for; null when it is an ordinary call.</summary>
    public Node? TryExpand(string name, int offset, Node? target, Node[] arguments)
    {
        if (target is null)
            return name == "has" && arguments.Length == 1 ? Has(offset, arguments[0]) : null;
        if (target is IdentifierNode { Name: "cel", IsAbsolute: false })
            return ScopeMacro(name, offset, arguments);
        if (target is IdentifierNode { Name: "math", IsAbsolute: false } && name is "greatest" or "least")
            return Extreme(name, offset, target, arguments);
        return (name, arguments.Length) switch
        {
            ("all", 2) => Loop(LoopKind.All, name, offset, target, arguments, 1),
            ("all", 3) => Loop(LoopKind.All, name, offset, target, arguments, 2),
            ("exists", 2) => Loop(LoopKind.Exists, name, offset, target, arguments, 1),
            ("exists", 3) => Loop(LoopKind.Exists, name, offset, target, arguments, 2),
            ("exists_one" or "existsOne", 2) => Loop(LoopKind.ExistsOne, name, offset, target, arguments, 1),
            ("exists_one" or "existsOne", 3) => Loop(LoopKind.ExistsOne, name, offset, target, arguments, 2),
            ("map", 2 or 3) => Loop(LoopKind.Map, name, offset, target, arguments, 1),
            ("filter", 2) => Loop(LoopKind.Filter, name, offset, target, arguments, 1),
            ("transformList", 3 or 4) => Loop(LoopKind.Map, name, offset, target, arguments, 2),
            ("transformMap", 3 or 4) => Loop(LoopKind.TransformMap, name, offset, target, arguments, 2),
            ("optMap", 2) => Bind(BindKind.OptionalMap, offset, arguments[0], target, arguments[1]),
            ("optFlatMap", 2) => Bind(BindKind.OptionalFlatMap, offset, arguments[0], target, arguments[1]),
            _ => null,
        };
    }

    // cel.block, cel.index and cel.iterVar are how optimisers of the language write down shared parts.
    private Node? ScopeMacro(string name, int offset, Node[] arguments)
    {
        switch (name, arguments)
        {
            case ("bind", [Node variable, Node value, Node body]):
                return Bind(BindKind.Value, offset, variable, value, body);
            case ("index", [LiteralNode { Value.Kind: CelKind.Int } position]):
                return new IdentifierNode(parser.NextId(), offset, $"@index{position.Value}", false);
            case ("iterVar", [LiteralNode depth, LiteralNode position]):
                return new IdentifierNode(parser.NextId(), offset, $"@it:{depth.Value}:{position.Value}", false);
            case ("block", [ListNode shared, Node result]):
                for (int i = shared.Items.Length - 1; i >= 0; i--)
                    result = new BindNode(parser.NextId(), offset, BindKind.Value, $"@index{i}", shared.Items[i].Value,
                        result);
                return result;
            default:
                return null;
        }
    }

    private SelectNode? Has(int offset, Node argument)
    {
        if (argument is SelectNode { IsTest: false } select)
            return new SelectNode(parser.NextId(), offset, select.Operand, select.Field, select.IsOptional, true);
        parser.Fail(argument.Offset, "has() asks for a field, such as has(event.amount)");
        return null;
    }

    private LoopNode? Loop(LoopKind kind, string macro, int offset, Node range, Node[] arguments, int variables)
    {
        string? first = Variable(arguments[0], macro);
        string? second = variables == 2 ? Variable(arguments[1], macro) : null;
        if (first is null || (variables == 2 && second is null))
            return null;
        if (first == second)
        {
            parser.Fail(arguments[1].Offset, $"the two variables of {macro}() need different names");
            return null;
        }

        Node? where = arguments.Length == variables + 2 ? arguments[variables] : null;
        return new LoopNode(parser.NextId(), offset, kind, macro, range, first, second, where, arguments[^1]);
    }

    private string? Variable(Node node, string macro)
    {
        if (node is IdentifierNode { IsAbsolute: false } name)
            return name.Name;
        parser.Fail(node.Offset, $"{macro}() needs a simple variable name here");
        return null;
    }

    private BindNode? Bind(BindKind kind, int offset, Node variable, Node value, Node body) =>
        Variable(variable, kind == BindKind.Value ? "cel.bind" : "optMap") is string name
            ? new BindNode(parser.NextId(), offset, kind, name, value, body)
            : null;

    private CallNode? Extreme(string name, int offset, Node target, Node[] arguments)
    {
        if (arguments.Length == 0)
            parser.Fail(offset, $"math.{name}() needs at least one argument");
        if (arguments.Length <= 2)
            return null;
        ListItem[] items = [.. arguments.Select(a => new ListItem(a, false))];
        Node list = new ListNode(parser.NextId(), arguments[0].Offset, items);
        return new CallNode(parser.NextId(), offset, name, target, [list]);
    }
}
