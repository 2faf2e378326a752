using System.Linq.Expressions;
using System.Reflection;

namespace Souk.Expressions;

/// <summary>
/// Turns a checked tree into one flat block of code: statements over typed locals, with jumps for errors. Nothing is
/// nested, so neither depth nor length of an expression matters to the code generator behind it; scalars stay
/// unboxed, and errors cost nothing until they happen.
/// </summary>
internal sealed partial class Emitter
{
    private readonly CheckedTree _tree;
    private readonly SourceText _source;
    private readonly DiagnosticBag _diagnostics;
    private readonly CompileMode _mode;
    private readonly ParameterExpression _context;
    private readonly ParameterExpression _fault = Expression.Parameter(typeof(CelFault).MakeByRefType(), "fault");
    private readonly List<Expression> _code = [];
    private readonly List<ParameterExpression> _locals = [];
    private readonly Dictionary<Local, ParameterExpression> _variables = [];
    private FaultTarget _onFault = new();

    private Emitter(
        CheckedTree tree, SourceText source, DiagnosticBag diagnostics, CompileMode mode, Type contextType)
    {
        _tree = tree;
        _source = source;
        _diagnostics = diagnostics;
        _mode = mode;
        _context = Expression.Parameter(contextType, "context");
    }

    /// <summary>The program of a tree as a delegate.</summary>
    public static Evaluator<TContext, TResult> Compile<TContext, TResult>(
        CheckedTree tree, SourceText source, DiagnosticBag diagnostics, CompileMode mode)
    {
        Emitter emitter = new(tree, source, diagnostics, mode, typeof(TContext));
        ParameterExpression result = emitter.NewLocal(typeof(TResult));
        LabelTarget end = Expression.Label();
        Expression value = emitter.Coerce(tree.Root, emitter.Emit(tree.Root), typeof(TResult));
        emitter._code.Add(Expression.Assign(result, value));
        if (emitter._onFault.IsUsed)
        {
            emitter._code.Add(Expression.Goto(end));
            emitter._code.Add(emitter._onFault.Mark());
            emitter._code.Add(Expression.Assign(result, Expression.Default(typeof(TResult))));
            emitter._code.Add(Expression.Label(end));
        }

        emitter._code.Add(result);
        BlockExpression body = Expression.Block(emitter._locals, emitter._code);
        return Expression.Lambda<Evaluator<TContext, TResult>>(body, emitter._context, emitter._fault).Compile();
    }

    private ParameterExpression NewLocal(Type type)
    {
        ParameterExpression local = Expression.Variable(type);
        _locals.Add(local);
        return local;
    }

    private void Do(Expression statement) => _code.Add(statement);

    // Keeps a value that is used more than once, or whose evaluation must not move.
    private Expression Spill(Expression value)
    {
        if (value is ConstantExpression or ParameterExpression)
            return value;
        ParameterExpression local = NewLocal(value.Type);
        Do(Expression.Assign(local, value));
        return local;
    }

    private void LeaveIfFaulted(Node node)
    {
        (int line, int column) = _source.Locate(node.Offset);
        MethodInfo isRaised = typeof(CelFault).GetMethod(nameof(CelFault.IsRaised), Internals)!;
        Do(Expression.IfThen(
            Expression.Call(_fault, isRaised, Expression.Constant(line), Expression.Constant(column)),
            _onFault.Jump()));
    }

    private const BindingFlags Internals = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public
        | BindingFlags.NonPublic;

    private DefaultExpression Fail(Node node, CelErrorCode code, string? detail, Type type)
    {
        (int line, int column) = _source.Locate(node.Offset);
        MethodInfo raise = typeof(CelFault).GetMethod(nameof(CelFault.RaiseAt), Internals)!;
        Do(Expression.Call(_fault, raise, Expression.Constant(code), Expression.Constant(detail, typeof(string)),
            Expression.Constant(line), Expression.Constant(column)));
        Do(_onFault.Jump());
        return Expression.Default(type);
    }

    // Calls a static helper; a helper that takes the fault gets it and is checked behind.
    private Expression Invoke(Node node, MethodInfo method, params Expression[] arguments)
    {
        bool takesFault = method.GetParameters() is [.., { ParameterType.IsByRef: true }];
        if (!takesFault)
            return method.ReturnType == typeof(void)
                ? Expression.Call(method, arguments)
                : Spill(Expression.Call(method, arguments));
        Expression call = Expression.Call(method, [.. arguments, _fault]);
        Expression result = Expression.Empty();
        if (method.ReturnType == typeof(void))
            Do(call);
        else
            result = Spill(call);
        LeaveIfFaulted(node);
        return result;
    }

    private static MethodInfo Helper(Type type, string name, params Type[] types) =>
        types.Length == 0
            ? type.GetMethod(name, Internals)!
            : type.GetMethod(name, Internals, types)!;

    private Type TypeOf(Node node) => ClrTypes.Of(_tree.TypeOf(node));

    /// <summary>Emits the code of a node; the value has the CLR type of the node's checked type.</summary>
    private Expression Emit(Node node) => node switch
    {
        LiteralNode literal => Constant(literal.Value, TypeOf(node)),
        IdentifierNode or SelectNode when _tree.ReferenceOf(node) is Reference reference => EmitName(node, reference),
        SelectNode select => EmitSelect(select),
        IndexNode index => EmitIndex(index),
        CallNode call => EmitCall(call),
        LogicalNode logical => EmitLogical(logical),
        ConditionalNode conditional => EmitConditional(conditional),
        ListNode list => EmitList(list),
        MapNode map => EmitMap(map),
        StructNode message => EmitMessage(message),
        LoopNode loop => EmitLoop(loop),
        BindNode bind => EmitBind(bind),
        _ => throw new InvalidOperationException($"unknown node {node.GetType().Name}"),
    };

    private Expression EmitName(Node node, Reference reference) => reference switch
    {
        LocalReference local => _variables[local.Local],
        ConstantReference constant => Constant(constant.Value, TypeOf(node)),
        TypeReference type => Constant(CelValue.FromType(type.Type), typeof(CelValue)),
        MissingReference missing => Fail(node, missing.Code, $"'{missing.Name}'", TypeOf(node)),
        MemberReference { Member: ValueMember member } => EmitMember(node, member),
        _ => throw new InvalidOperationException($"{node.GetType().Name} at {node.Offset} is no value"),
    };

    private Expression EmitMember(Node node, ValueMember member)
    {
        Expression isPresent = member.IsPresent is null
            ? Expression.Constant(true)
            : ParameterReplacer.Inline(member.IsPresent, _context);
        if (node is SelectNode { IsTest: true })
            return Spill(isPresent);
        if (node is SelectNode { IsOptional: true })
            return EmitOptionalMember(member, isPresent);
        if (member.IsPresent is not null)
            FailUnless(node, isPresent, member);
        return ReadMember(node, member);
    }

    private void FailUnless(Node node, Expression condition, ValueMember member)
    {
        LabelTarget present = Expression.Label();
        Do(Expression.IfThen(condition, Expression.Goto(present)));
        Fail(node, member.AbsentCode, $"'{member.Path}' is absent", typeof(bool));
        Do(Expression.Label(present));
    }

    private Expression ReadMember(Node node, ValueMember member)
    {
        Expression value = Spill(ParameterReplacer.Inline(member.Accessor, _context));
        if (!value.Type.IsValueType)
            FailUnless(node, Expression.ReferenceNotEqual(value, Expression.Constant(null, value.Type)), member);
        return Coerce(node, value, ClrTypes.Of(member.Type));
    }

    private ParameterExpression EmitOptionalMember(ValueMember member, Expression isPresent)
    {
        Expression value = Pack(ParameterReplacer.Inline(member.Accessor, _context));
        ParameterExpression result = NewLocal(typeof(CelValue));
        Do(Expression.Assign(result, Expression.Condition(
            isPresent,
            Expression.Call(Helper(typeof(OptionalFunctions), nameof(OptionalFunctions.Of)), value),
            Expression.Call(Helper(typeof(OptionalFunctions), nameof(OptionalFunctions.None))))));
        return result;
    }
}
