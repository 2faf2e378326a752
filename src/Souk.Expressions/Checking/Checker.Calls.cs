namespace Souk.Expressions;

/// <summary>Calls and macros.</summary>
internal sealed partial class Checker
{
    private CelType VisitCall(CallNode node)
    {
        if (node.Target is null)
            return VisitCall(node, node.Function, null);
        if (SyntaxTree.QualifiedName(node.Target) is string scope && !StartsWithLocal(scope + "."))
        {
            string qualified = scope + "." + node.Function;
            if (_declarations.FindFunction(qualified).Any(o => !o.IsMember))
                return VisitCall(node, qualified, null);
        }

        return VisitCall(node, node.Function, node.Target);
    }

    private CelType VisitCall(CallNode node, string function, Node? receiver)
    {
        Node[] arguments = receiver is null ? node.Arguments : [receiver, .. node.Arguments];
        CelType[] types = new CelType[arguments.Length];
        for (int i = 0; i < arguments.Length; i++)
            types[i] = VisitValue(arguments[i]);
        switch (function)
        {
            case Operators.Equal or Operators.NotEqual:
                return VisitEquality(node, types);
            case Operators.Less or Operators.LessEqual or Operators.Greater or Operators.GreaterEqual:
                return VisitComparison(node, types);
            case Operators.In:
                return VisitMembership(node, types);
            default:
                return VisitFunction(node, function, receiver is not null, arguments, types);
        }
    }

    private CelType VisitFunction(
        CallNode node, string function, bool isMember, Node[] arguments, CelType[] types)
    {
        Overload[] all = _declarations.FindFunction(function);
        Overload[] shaped = [.. all.Where(o => o.IsMember == isMember && o.Parameters.Length == types.Length)];
        List<Overload> matching = [];
        CelType? result = null;
        foreach (Overload overload in shaped)
        {
            (CelType[] parameters, CelType returned) = _binding.Instantiate(overload.Parameters, overload.Result);
            if (!_binding.Assign(parameters, types))
                continue;
            matching.Add(overload);
            returned = Current(returned);
            result = result is null || result.Equals(returned) ? returned : CelType.Dyn;
        }

        if (result is null)
        {
            CelErrorCode code = all.Length == 0 ? CelErrorCode.UnknownFunction : CelErrorCode.NoSuchOverload;
            _references[node.Id] = new MissingReference(code, function);
            return Problem(node, NoOverload(function, isMember, types, all));
        }

        _references[node.Id] = new CallReference([.. matching], arguments);
        return function == "type" ? CelType.TypeOf(Current(types[0])) : result;
    }

    private string NoOverload(string function, bool isMember, CelType[] types, Overload[] all)
    {
        CelType[] actual = [.. types.Select(Current)];
        if (Operators.IsOperator(function))
        {
            bool numbers = actual.Distinct().Count() == 2
                && actual.All(t => t.Kind is CelTypeKind.Int or CelTypeKind.Uint or CelTypeKind.Double);
            string hint = numbers ? "; convert one side with int(), uint() or double()" : "";
            string operands = string.Join(" and ", actual.AsEnumerable());
            return $"operator '{Operators.Symbol(function)}' does not take {operands}{hint}";
        }

        if (all.Length == 0)
            return $"unknown function '{function}'{Suggestion.For(function, _declarations.Functions.Names)}";
        string given = isMember
            ? $"{actual[0]}.{function}({string.Join(", ", actual.Skip(1))})"
            : $"{function}({string.Join(", ", actual.AsEnumerable())})";
        return $"there is no {given}; there is {string.Join(", ", all.Select(o => o.ToString()))}";
    }

    private CelType VisitEquality(CallNode node, CelType[] types)
    {
        if (!_binding.Assign(types[0], types[1]) && !_binding.Assign(types[1], types[0]))
        {
            CelType left = Current(types[0]);
            CelType right = Current(types[1]);
            string hint = CelTypeKinds.IsNumber(left) && CelTypeKinds.IsNumber(right)
                ? "; convert one side with int(), uint() or double()"
                : "; wrap one in dyn() if that is meant";
            Problem(node, $"{CelTypeKinds.WithArticle(left)} is never equal to "
                + CelTypeKinds.WithArticle(right) + hint);
        }

        _references[node.Id] = new CallReference([], node.Arguments);
        return CelType.Bool;
    }

    private CelType VisitComparison(CallNode node, CelType[] types)
    {
        CelType left = CelTypeKinds.Unwrap(Current(types[0]));
        CelType right = CelTypeKinds.Unwrap(Current(types[1]));
        bool comparable = left.Kind is CelTypeKind.Dyn or CelTypeKind.Parameter
            ? CelTypeKinds.HasOrder(right)
            : right.Kind is CelTypeKind.Dyn or CelTypeKind.Parameter
                ? CelTypeKinds.HasOrder(left)
                : (CelTypeKinds.IsNumber(left) && CelTypeKinds.IsNumber(right))
                    || (left.Equals(right) && CelTypeKinds.HasOrder(left));
        if (!comparable)
            Problem(node, NoOverload(node.Function, false, types, []));
        _references[node.Id] = new CallReference([], node.Arguments);
        return CelType.Bool;
    }

    private CelType VisitMembership(CallNode node, CelType[] types)
    {
        CelType container = Current(types[1]);
        _references[node.Id] = new CallReference([], node.Arguments);
        bool fits = container.Kind switch
        {
            CelTypeKind.Dyn or CelTypeKind.Parameter => true,
            CelTypeKind.List or CelTypeKind.Map => _binding.Assign(container.Parameters[0], types[0])
                || _binding.Assign(types[0], container.Parameters[0]),
            _ => false,
        };
        if (!fits)
            Problem(node, container.Kind is CelTypeKind.List or CelTypeKind.Map
                ? $"{CelTypeKinds.WithArticle(Current(types[0]))} is never in a {container}"
                : $"'in' asks a list or a map, not {container}");
        return CelType.Bool;
    }

    private CelType VisitLoop(LoopNode node)
    {
        CelType range = Current(VisitValue(node.Range));
        (CelType key, CelType value) = range.Kind switch
        {
            CelTypeKind.List when node.Second is null => (range.Parameters[0], CelType.Dyn),
            CelTypeKind.List => (CelType.Int, range.Parameters[0]),
            CelTypeKind.Map => (range.Parameters[0], range.Parameters[1]),
            CelTypeKind.Dyn or CelTypeKind.Parameter => (CelType.Dyn, CelType.Dyn),
            _ => (Problem(node.Range, $"{node.Macro}() goes over a list or a map, not {range}"), CelType.Dyn),
        };
        Local[] locals = node.Second is null
            ? [new Local(node.First, key)]
            : [new Local(node.First, key), new Local(node.Second, value)];
        _locals[node] = locals;
        _scope.AddRange(locals);
        if (node.Where is not null)
            Demand(node.Where, VisitValue(node.Where), CelType.Bool, node.Macro + "()");
        CelType body = VisitValue(node.Body);
        _scope.RemoveRange(_scope.Count - locals.Length, locals.Length);
        switch (node.Kind)
        {
            case LoopKind.Map:
                return CelType.List(body);
            case LoopKind.TransformMap:
                return CelType.Map(key, body);
            case LoopKind.Filter:
                Demand(node.Body, body, CelType.Bool, node.Macro + "()");
                return CelType.List(key);
            default:
                Demand(node.Body, body, CelType.Bool, node.Macro + "()");
                return CelType.Bool;
        }
    }

    private CelType VisitBind(BindNode node)
    {
        CelType value = VisitValue(node.Value);
        if (node.Kind != BindKind.Value)
            value = ContentOfOptional(node.Value, value);
        Local local = new(node.Name, value);
        _locals[node] = [local];
        _scope.Add(local);
        CelType body = VisitValue(node.Body);
        _scope.RemoveAt(_scope.Count - 1);
        if (node.Kind == BindKind.OptionalMap)
            return CelType.Optional(body);
        if (node.Kind == BindKind.OptionalFlatMap)
            return CelType.Optional(ContentOfOptional(node.Body, body));
        return body;
    }
}
