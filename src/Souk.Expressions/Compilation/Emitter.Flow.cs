using System.Linq.Expressions;

namespace Souk.Expressions;

/// <summary>Logic, conditionals, loops and bindings.</summary>
internal sealed partial class Emitter
{
    private ParameterExpression EmitConditional(ConditionalNode node)
    {
        LabelTarget otherwise = Expression.Label();
        LabelTarget end = Expression.Label();
        ParameterExpression result = NewLocal(TypeOf(node));
        Expression condition = EmitAs(node.Condition, typeof(bool));
        Do(Expression.IfThen(Expression.Not(condition), Expression.Goto(otherwise)));
        Do(Expression.Assign(result, EmitAs(node.WhenTrue, result.Type)));
        Do(Expression.Goto(end));
        Do(Expression.Label(otherwise));
        Do(Expression.Assign(result, EmitAs(node.WhenFalse, result.Type)));
        Do(Expression.Label(end));
        return result;
    }

    private ParameterExpression EmitLogical(LogicalNode node)
    {
        ParameterExpression result = NewLocal(typeof(bool));
        LabelTarget end = Expression.Label();
        Absorber absorber = new(this);
        foreach (Node operand in node.Operands)
            absorber.Decide(operand, !node.IsAnd, result, end);
        absorber.RethrowPending();
        Do(Expression.Assign(result, Expression.Constant(node.IsAnd)));
        Do(Expression.Label(end));
        return result;
    }

    private Expression EmitLoop(LoopNode node)
    {
        Expression range = Pack(Emit(node.Range));
        Local[] locals = _tree.LocalsOf(node);
        string first = locals.Length == 1 ? nameof(LoopSource.First) : nameof(LoopSource.FirstOfTwo);
        Expression[] sources = new Expression[locals.Length];
        range = Spill(range);
        sources[0] = Invoke(node.Range, Helper(typeof(LoopSource), first), range);
        if (locals.Length == 2)
            sources[1] = Invoke(node.Range, Helper(typeof(LoopSource), nameof(LoopSource.Second)), range);
        return node.Kind switch
        {
            LoopKind.All => EmitQuantifier(node, locals, sources, decisive: false),
            LoopKind.Exists => EmitQuantifier(node, locals, sources, decisive: true),
            LoopKind.ExistsOne => EmitExistsOne(node, locals, sources),
            LoopKind.TransformMap => EmitCollect(node, locals, sources, typeof(MapBuilder)),
            _ => EmitCollect(node, locals, sources, typeof(ListBuilder)),
        };
    }

    // Runs the body once for each position, with the variables set.
    private void EachElement(LoopNode node, Local[] locals, Expression[] sources, Action<LabelTarget> body)
    {
        ParameterExpression position = NewLocal(typeof(int));
        LabelTarget again = Expression.Label();
        LabelTarget next = Expression.Label();
        LabelTarget end = Expression.Label();
        Do(Expression.Assign(position, Expression.Constant(-1)));
        Do(Expression.Label(again));
        Do(Expression.Label(next));
        Do(Expression.PreIncrementAssign(position));
        Do(Expression.IfThen(
            Expression.GreaterThanOrEqual(position, Expression.Property(sources[0], nameof(CelList.Count))),
            Expression.Goto(end)));
        Do(Expression.Call(_fault, Helper(typeof(CelFault), nameof(CelFault.Step))));
        LeaveIfFaulted(node);
        for (int i = 0; i < locals.Length; i++)
        {
            Expression element = Expression.Property(sources[i], "Item", position);
            ParameterExpression variable = NewLocal(ClrTypes.Of(locals[i].Type));
            Do(Expression.Assign(variable, Coerce(node.Range, element, variable.Type)));
            _variables[locals[i]] = variable;
        }

        body(next);
        Do(Expression.Goto(again));
        Do(Expression.Label(end));
    }

    private ParameterExpression EmitQuantifier(LoopNode node, Local[] locals, Expression[] sources, bool decisive)
    {
        ParameterExpression result = NewLocal(typeof(bool));
        LabelTarget end = Expression.Label();
        Absorber absorber = new(this);
        EachElement(node, locals, sources, _ => absorber.Decide(node.Body, decisive, result, end));
        absorber.RethrowPending();
        Do(Expression.Assign(result, Expression.Constant(!decisive)));
        Do(Expression.Label(end));
        return result;
    }

    private BinaryExpression EmitExistsOne(LoopNode node, Local[] locals, Expression[] sources)
    {
        ParameterExpression count = NewLocal(typeof(int));
        Do(Expression.Assign(count, Expression.Constant(0)));
        EachElement(node, locals, sources, _ =>
        {
            Expression matches = EmitAs(node.Body, typeof(bool));
            Do(Expression.IfThen(matches, Expression.PreIncrementAssign(count)));
        });
        return Expression.Equal(count, Expression.Constant(1));
    }

    private Expression EmitCollect(LoopNode node, Local[] locals, Expression[] sources, Type builderType)
    {
        ParameterExpression builder = NewLocal(builderType);
        Do(Expression.Assign(builder, Expression.New(builderType)));
        EachElement(node, locals, sources, next =>
        {
            Node? where = node.Kind == LoopKind.Filter ? node.Body : node.Where;
            if (where is not null)
                Do(Expression.IfThen(Expression.Not(EmitAs(where, typeof(bool))), Expression.Goto(next)));
            Expression key = Pack(_variables[locals[0]]);
            if (node.Kind == LoopKind.Filter)
                CallBuilder(node, builder, nameof(ListBuilder.Add), key);
            else if (node.Kind == LoopKind.TransformMap)
                CallBuilder(node, builder, nameof(MapBuilder.Add), key, Pack(Emit(node.Body)));
            else
                CallBuilder(node, builder, nameof(ListBuilder.Add), Pack(Emit(node.Body)));
        });
        return CallBuilder(node, builder, nameof(ListBuilder.Build));
    }

    private Expression EmitBind(BindNode node)
    {
        Local local = _tree.LocalsOf(node)[0];
        ParameterExpression variable = NewLocal(ClrTypes.Of(local.Type));
        if (node.Kind == BindKind.Value)
        {
            Do(Expression.Assign(variable, EmitAs(node.Value, variable.Type)));
            _variables[local] = variable;
            return Emit(node.Body);
        }

        ParameterExpression result = NewLocal(typeof(CelValue));
        LabelTarget end = Expression.Label();
        Do(Expression.Assign(result, Pack(Emit(node.Value))));
        LabelTarget isOptional = Expression.Label();
        Do(Expression.IfThen(IsKind(result, CelKind.Optional), Expression.Goto(isOptional)));
        Invoke(node.Value, Helper(typeof(Dispatch), nameof(Dispatch.Mismatch)), result,
            Expression.Constant("an optional"));
        Do(Expression.Label(isOptional));
        Expression optional = Expression.Property(result, nameof(CelValue.AsOptional));
        Do(Expression.IfThen(
            Expression.Not(Expression.Property(optional, nameof(CelOptional.HasValue))), Expression.Goto(end)));
        Expression content = Expression.Property(optional, nameof(CelOptional.Value));
        Do(Expression.Assign(variable, Coerce(node.Value, content, variable.Type)));
        _variables[local] = variable;
        Expression body = Pack(Emit(node.Body));
        Do(Expression.Assign(result, node.Kind == BindKind.OptionalFlatMap
            ? body
            : Expression.Call(Helper(typeof(OptionalFunctions), nameof(OptionalFunctions.Of)), body)));
        Do(Expression.Label(end));
        return result;
    }

    /// <summary>
    /// Conditions of which one can decide the outcome alone: an error of another is kept, and counts only when none
    /// decides.
    /// </summary>
    private sealed class Absorber(Emitter emitter)
    {
        private readonly int _start = emitter._code.Count;
        private ParameterExpression? _pending;
        private ParameterExpression? _kept;

        public void Decide(Node condition, bool decisive, ParameterExpression result, LabelTarget end)
        {
            FaultTarget outer = emitter._onFault;
            FaultTarget target = emitter._onFault = new FaultTarget();
            Expression value = emitter.EmitAs(condition, typeof(bool));
            emitter._onFault = outer;
            emitter.Do(Expression.IfThen(
                decisive ? value : Expression.Not(value),
                Expression.Block(Expression.Assign(result, Expression.Constant(decisive)), Expression.Goto(end))));
            if (target.IsUsed)
                Keep(target);
        }

        public void RethrowPending()
        {
            if (_pending is null)
                return;
            emitter.Do(Expression.IfThen(
                _pending,
                Expression.Block(
                    Expression.Call(emitter._fault, Helper(typeof(CelFault), nameof(CelFault.Adopt)), _kept!),
                    emitter._onFault.Jump())));
        }

        private void Keep(FaultTarget target)
        {
            if (_pending is null)
            {
                _pending = emitter.NewLocal(typeof(bool));
                _kept = emitter.NewLocal(typeof(CelFault));
                emitter._code.Insert(_start, Expression.Assign(_pending, Expression.Constant(false)));
            }

            LabelTarget next = Expression.Label();
            emitter.Do(Expression.Goto(next));
            emitter.Do(target.Mark());
            emitter.Do(Expression.IfThen(
                Expression.Not(_pending),
                Expression.Block(
                    Expression.Assign(_kept!, emitter._fault),
                    Expression.Assign(_pending, Expression.Constant(true)))));
            emitter.Do(Expression.Call(emitter._fault, Helper(typeof(CelFault), nameof(CelFault.Clear))));
            emitter.Do(Expression.Label(next));
        }
    }
}
