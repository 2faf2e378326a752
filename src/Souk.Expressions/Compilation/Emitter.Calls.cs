using System.Linq.Expressions;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Souk.Expressions;

/// <summary>Function calls: directly where the types say which code runs, by kind at run time otherwise.</summary>
internal sealed partial class Emitter
{
    private Expression EmitCall(CallNode node)
    {
        switch (_tree.ReferenceOf(node))
        {
            case MissingReference missing:
                return EmitMissing(node, missing);
            case CallReference { Candidates: [] }:
                return EmitRelation(node);
            case CallReference call:
                return EmitFunction(node, call);
            default:
                throw new InvalidOperationException($"the call of '{node.Function}' was not checked");
        }
    }

    private DefaultExpression EmitMissing(CallNode node, MissingReference missing)
    {
        // Errors of the arguments come first, as in a call of a function that exists.
        if (missing.Code == CelErrorCode.NoSuchOverload)
            foreach (Node argument in node.Arguments)
                Spill(Emit(argument));
        return Fail(node, missing.Code, $"'{Operators.Symbol(missing.Name)}'", TypeOf(node));
    }

    private Expression EmitFunction(CallNode node, CallReference call)
    {
        Expression[] arguments = [.. call.Arguments.Select(a => Spill(Emit(a)))];
        if (call.Candidates is [Overload only] && Fits(only, call.Arguments, arguments))
            return Coerce(node, EmitOverload(node, only, arguments), TypeOf(node));
        return EmitDispatch(node, call, arguments);
    }

    // Whether the arguments need no test at run time.
    private bool Fits(Overload overload, Node[] nodes, Expression[] arguments)
    {
        for (int i = 0; i < arguments.Length; i++)
            if (KindTest(overload.Parameters[i], _tree.TypeOf(nodes[i]), arguments[i]) is not null)
                return false;
        return true;
    }

    /// <summary>The test whether an argument suits a parameter; null when the types say so already.</summary>
    private static Expression? KindTest(CelType parameter, CelType argument, Expression value)
    {
        if (ClrTypes.KindOf(parameter) is not CelKind kind || argument.Equals(parameter))
            return null;
        if (value.Type == typeof(CelValue) && argument.Kind == CelTypeKind.Abstract && argument.Name == parameter.Name)
            return null;
        if (value.Type != typeof(CelValue))
            return value.Type == ClrTypes.Of(parameter) ? null : Expression.Constant(false);
        return kind == CelKind.Opaque
            ? Expression.Call(Helper(typeof(Dispatch), nameof(Dispatch.IsOpaque)), value,
                Expression.Constant(parameter.Name))
            : Expression.Call(Helper(typeof(Dispatch), nameof(Dispatch.IsKind)), value, Expression.Constant(kind));
    }

    private ParameterExpression EmitDispatch(CallNode node, CallReference call, Expression[] arguments)
    {
        ParameterExpression result = NewLocal(TypeOf(node));
        LabelTarget end = Expression.Label();
        foreach (Overload overload in call.Candidates)
        {
            Expression[] tests =
            [
                .. arguments
                    .Select((a, i) => KindTest(overload.Parameters[i], _tree.TypeOf(call.Arguments[i]), a))
                    .OfType<Expression>(),
            ];
            if (tests.Any(t => t is ConstantExpression))
                continue;
            LabelTarget next = Expression.Label();
            foreach (Expression test in tests)
                Do(Expression.IfThen(Expression.Not(test), Expression.Goto(next)));
            Do(Expression.Assign(result, Coerce(node, EmitOverload(node, overload, arguments), result.Type)));
            Do(Expression.Goto(end));
            Do(Expression.Label(next));
            if (tests.Length == 0)
                break;
        }

        Fail(node, CelErrorCode.NoSuchOverload, $"'{Operators.Symbol(node.Function)}'", result.Type);
        Do(Expression.Label(end));
        return result;
    }

    private Expression EmitOverload(CallNode node, Overload overload, Expression[] arguments)
    {
        Expression[] typed = new Expression[arguments.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            Type wanted = ClrTypes.Of(overload.Parameters[i]);
            typed[i] = arguments[i].Type == wanted ? arguments[i]
                : wanted == typeof(CelValue) ? Pack(arguments[i]) : Unpack(arguments[i], wanted);
        }

        if (overload.Method is null)
            return EmitHostFunction(node, overload, typed);
        if (_mode.FoldsConstants && typed.All(t => t is ConstantExpression))
        {
            if (TryFold(node, overload, typed) is Expression folded)
                return folded;
        }
        else if (overload.Function == "matches" && typed[1] is ConstantExpression { Value: string pattern })
        {
            return EmitMatch(node, typed[0], pattern);
        }

        return Operator(overload.Function, typed) ?? Invoke(node, overload.Method, typed);
    }

    // Operators on doubles and bools are single instructions.
    private static Expression? Operator(string function, Expression[] arguments)
    {
        if (function == Operators.Not)
            return Expression.Not(arguments[0]);
        if (arguments is not [{ } first, ..] || first.Type != typeof(double))
            return null;
        return function switch
        {
            Operators.Add => Expression.Add(arguments[0], arguments[1]),
            Operators.Subtract => Expression.Subtract(arguments[0], arguments[1]),
            Operators.Multiply => Expression.Multiply(arguments[0], arguments[1]),
            Operators.Divide => Expression.Divide(arguments[0], arguments[1]),
            Operators.Negate => Expression.Negate(arguments[0]),
            _ => null,
        };
    }

    private ConstantExpression? TryFold(CallNode node, Overload overload, Expression[] arguments)
    {
        MethodInfo method = overload.Method!;
        object?[] values = new object?[method.GetParameters().Length];
        for (int i = 0; i < arguments.Length; i++)
            values[i] = ((ConstantExpression)arguments[i]).Value;
        if (values.Length > arguments.Length)
            values[^1] = default(CelFault);
        object? result = method.Invoke(null, values);
        if (values.Length == arguments.Length || ((CelFault)values[^1]!).Code == CelErrorCode.None)
            return Expression.Constant(result, method.ReturnType);

        // A literal that can never be read is a mistake of the author, not a matter of the data.
        CelFault fault = (CelFault)values[^1]!;
        if (_mode.IsChecked && overload.Function is "timestamp" or "duration" or "ip" or "cidr" or "matches")
            _diagnostics.Add(node.Offset, fault.Message);
        return null;
    }

    private Expression EmitMatch(CallNode node, Expression text, string pattern)
    {
        Regex? regex = Pattern.TryCompile(pattern, out string problem);
        if (regex is not null)
            return Spill(Expression.Call(Expression.Constant(regex),
                typeof(Regex).GetMethod(nameof(Regex.IsMatch), [typeof(string)])!, text));
        if (_mode.IsChecked)
            _diagnostics.Add(node.Offset, problem);
        return Fail(node, CelErrorCode.InvalidArgument, problem, typeof(bool));
    }

    private Expression EmitHostFunction(CallNode node, Overload overload, Expression[] arguments)
    {
        LambdaExpression body = overload.Body!;
        Expression[] spilled = [.. arguments.Select(Spill)];
        bool takesContext = body.Parameters.Count > arguments.Length;
        Expression result = Spill(ParameterReplacer.Inline(body, takesContext ? [_context, .. spilled] : spilled));
        if (!result.Type.IsGenericType || result.Type.GetGenericTypeDefinition() != typeof(CelResult<>))
            return result;
        MethodInfo take = result.Type.GetMethod(nameof(CelResult<int>.Take), Internals)!;
        Expression value = Spill(Expression.Call(result, take, _fault));
        LeaveIfFaulted(node);
        return value;
    }
}
