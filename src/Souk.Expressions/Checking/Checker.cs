namespace Souk.Expressions;

/// <summary>
/// Gives every node a type and every name a meaning. Without strictness (the language's mode for parsed, unchecked
/// expressions) problems are no errors: the node becomes dyn, or fails when it is evaluated.
/// </summary>
internal sealed partial class Checker
{
    private readonly Declarations _declarations;
    private readonly DiagnosticBag _diagnostics;
    private readonly bool _strict;
    private readonly TypeBinding _binding = new();
    private readonly CelType[] _types;
    private readonly Reference?[] _references;
    private readonly Dictionary<Node, Local[]> _locals = [];
    private readonly List<Local> _scope = [];

    private Checker(int nodes, Declarations declarations, DiagnosticBag diagnostics, bool strict)
    {
        _types = new CelType[nodes];
        _references = new Reference?[nodes];
        _declarations = declarations;
        _diagnostics = diagnostics;
        _strict = strict;
    }

    /// <summary>Checks a tree; problems go to the diagnostics.</summary>
    public static CheckedTree Check(
        SyntaxTree tree, Declarations declarations, DiagnosticBag diagnostics, bool strict)
    {
        Checker checker = new(tree.NodeCount, declarations, diagnostics, strict);
        checker.Visit(tree.Root);
        checker.RefuseObject(tree.Root);
        for (int i = 0; i < checker._types.Length; i++)
            checker._types[i] = checker._binding.Resolve(checker._types[i] ?? CelType.Dyn, unboundIsDyn: true);
        Dictionary<Node, Local[]> locals = checker._locals.ToDictionary(
            e => e.Key,
            e => e.Value.Select(checker.Finished).ToArray());
        for (int i = 0; i < checker._references.Length; i++)
            if (checker._references[i] is LocalReference local)
                checker._references[i] = new LocalReference(checker.Finished(local.Local));
        return new CheckedTree(tree, checker._types, checker._references, locals);
    }

    private readonly Dictionary<Local, Local> _finished = [];

    private Local Finished(Local local)
    {
        if (!_finished.TryGetValue(local, out Local? finished))
            _finished.Add(local, finished = new Local(local.Name, _binding.Resolve(local.Type, unboundIsDyn: true)));
        return finished;
    }

    private CelType Problem(Node node, string message)
    {
        if (_strict)
            _diagnostics.Add(node.Offset, message);
        return CelType.Dyn;
    }

    private CelType Current(CelType type) => _binding.Resolve(type, unboundIsDyn: false);

    // The type of a node whose value is used; an object has none.
    private CelType VisitValue(Node node)
    {
        CelType type = Visit(node);
        return RefuseObject(node) ? CelType.Dyn : type;
    }

    private bool RefuseObject(Node node)
    {
        if (_references[node.Id] is not MemberReference { Member: ObjectMember member })
            return false;
        string example = member.Fields.Keys.Order(StringComparer.Ordinal).FirstOrDefault("field");
        _diagnostics.Add(node.Offset, $"'{member.Path}' ({member.Description}) is no value; select one of its fields, "
            + $"such as {member.Path}.{example}");
        return true;
    }

    private CelType Visit(Node node)
    {
        CelType type = node switch
        {
            LiteralNode literal => literal.Value.RuntimeType,
            IdentifierNode name => VisitIdentifier(name),
            SelectNode select => VisitSelect(select),
            IndexNode index => VisitIndex(index),
            CallNode call => VisitCall(call),
            LogicalNode logical => VisitLogical(logical),
            ConditionalNode conditional => VisitConditional(conditional),
            ListNode list => VisitList(list),
            MapNode map => VisitMap(map),
            StructNode message => VisitStruct(message),
            LoopNode loop => VisitLoop(loop),
            BindNode bind => VisitBind(bind),
            _ => throw new InvalidOperationException($"unknown node {node.GetType().Name}"),
        };
        return _types[node.Id] = type;
    }

    private Local? FindLocal(string name)
    {
        for (int i = _scope.Count - 1; i >= 0; i--)
            if (_scope[i].Name == name)
                return _scope[i];
        return null;
    }

    private CelType VisitIdentifier(IdentifierNode node)
    {
        if (!node.IsAbsolute && FindLocal(node.Name) is Local local)
        {
            _references[node.Id] = new LocalReference(local);
            return local.Type;
        }

        if (ResolveName(node, node.IsAbsolute ? "." + node.Name : node.Name) is CelType type)
            return type;
        _references[node.Id] = new MissingReference(CelErrorCode.UnknownVariable, node.Name);
        IEnumerable<string> known = _declarations.Members.Keys.Concat(_scope.Select(l => l.Name));
        string hint = Suggestion.For(node.Name, known);
        if (hint.Length == 0 && _declarations.FindFunction(node.Name).Length > 0)
            hint = $"; '{node.Name}' is a function and needs '('";
        return Problem(node, $"unknown name '{node.Name}'{hint}");
    }

    private CelType? ResolveName(Node node, string name)
    {
        if (_declarations.FindMember(name) is Member member)
        {
            _references[node.Id] = new MemberReference(member);
            return member is ValueMember value ? value.Type : CelType.Object(member.Path);
        }

        if (_declarations.IsNullConstant(name))
        {
            _references[node.Id] = new ConstantReference(CelValue.FromInt(0));
            return CelType.Int;
        }

        if (_declarations.FindType(name) is not CelType type)
            return null;
        _references[node.Id] = new TypeReference(type);
        return CelType.TypeOf(type);
    }

    private CelType VisitSelect(SelectNode node)
    {
        if (!node.IsTest && !node.IsOptional && SyntaxTree.QualifiedName(node) is string name
            && !StartsWithLocal(name) && ResolveName(node, name) is CelType named)
            return named;
        CelType operand = Visit(node.Operand);
        if (_references[node.Operand.Id] is MemberReference { Member: ObjectMember parent })
            return VisitField(node, parent);
        CelType field = FieldType(node, Current(operand));
        if (node.IsTest)
            return CelType.Bool;
        return node.IsOptional && !field.IsOptional ? CelType.Optional(field) : field;
    }

    private bool StartsWithLocal(string qualifiedName)
    {
        int dot = qualifiedName.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && FindLocal(qualifiedName[..dot]) is not null;
    }

    private CelType VisitField(SelectNode node, ObjectMember parent)
    {
        if (!parent.Fields.TryGetValue(node.Field, out Member? member))
        {
            _references[node.Id] = new MissingReference(CelErrorCode.NoSuchField, node.Field);
            string hint = Suggestion.For(node.Field, parent.Fields.Keys);
            return Problem(node.IsTest ? node.Operand : node, $"no field '{node.Field}' on {parent.Description}{hint}");
        }

        _references[node.Id] = new MemberReference(member);
        if (member is not ValueMember value)
            return node.IsTest || node.IsOptional
                ? Problem(node, $"'{member.Path}' is an object and always there; ask for one of its fields")
                : CelType.Object(member.Path);
        if (node.IsTest)
            return CelType.Bool;
        return node.IsOptional ? CelType.Optional(value.Type) : value.Type;
    }

    private CelType FieldType(SelectNode node, CelType operand)
    {
        switch (operand.Kind)
        {
            case CelTypeKind.Dyn:
            case CelTypeKind.Parameter:
                return CelType.Dyn;
            case CelTypeKind.Map:
                if (!_binding.Assign(operand.Parameters[0], CelType.String))
                    return Problem(node, $"a {operand} has no field '{node.Field}'; its keys are no strings");
                return operand.Parameters[1];
            case CelTypeKind.Abstract when operand.IsOptional:
                CelType inner = FieldType(node, Current(operand.Parameters[0]));
                return inner.IsOptional ? inner : CelType.Optional(inner);
            default:
                return Problem(node, $"a value of type {operand} has no fields, so no '{node.Field}'");
        }
    }

    private CelType VisitIndex(IndexNode node)
    {
        CelType operand = Current(VisitValue(node.Operand));
        CelType index = VisitValue(node.Index);
        bool isOptional = node.IsOptional || operand.IsOptional;
        if (operand.IsOptional)
            operand = Current(operand.Parameters[0]);
        CelType element;
        switch (operand.Kind)
        {
            case CelTypeKind.Dyn:
            case CelTypeKind.Parameter:
                element = CelType.Dyn;
                break;
            case CelTypeKind.List:
                element = operand.Parameters[0];
                if (!_binding.Assign(CelType.Int, index))
                    Problem(node.Index, $"a list position must be an int, not {Current(index)}");
                break;
            case CelTypeKind.Map:
                element = operand.Parameters[1];
                if (!_binding.Assign(operand.Parameters[0], index))
                    Problem(node.Index, $"the keys of this map are {operand.Parameters[0]}, not {Current(index)}");
                break;
            default:
                return Problem(node, $"a value of type {operand} cannot be indexed; lists and maps can");
        }

        return isOptional ? CelType.Optional(element) : element;
    }

    private CelType VisitLogical(LogicalNode node)
    {
        foreach (Node operand in node.Operands)
            Demand(operand, VisitValue(operand), CelType.Bool, node.IsAnd ? "'&&'" : "'||'");
        return CelType.Bool;
    }

    private void Demand(Node node, CelType actual, CelType wanted, string who)
    {
        if (!_binding.Assign(wanted, actual))
            Problem(node, $"{who} needs {wanted} here, not {Current(actual)}");
    }

    private CelType VisitConditional(ConditionalNode node)
    {
        Demand(node.Condition, VisitValue(node.Condition), CelType.Bool, "'?'");
        CelType whenTrue = VisitValue(node.WhenTrue);
        CelType whenFalse = VisitValue(node.WhenFalse);
        if (!_binding.Assign(whenTrue, whenFalse) && !_binding.Assign(whenFalse, whenTrue))
            return Problem(node, $"both cases of '?' must have one type, but are {Current(whenTrue)} and "
                + $"{Current(whenFalse)}; wrap one in dyn() if that is meant");
        return _binding.Join(whenTrue, whenFalse);
    }
}
