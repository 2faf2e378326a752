using System.Globalization;
using System.Linq.Expressions;

namespace Souk.Expressions;

/// <summary>Equality, order and membership.</summary>
internal sealed partial class Emitter
{
    // Comparing one by one beats hashing for few constants.
    private const int MaxComparedConstants = 8;

    private Expression EmitRelation(CallNode node)
    {
        Node left = node.Arguments[0];
        Node right = node.Arguments[1];
        switch (node.Function)
        {
            case Operators.Equal:
                return EmitEqual(left, right);
            case Operators.NotEqual:
                return Expression.Not(EmitEqual(left, right));
            case Operators.In:
                return EmitIn(node, left, right);
            default:
                return EmitOrder(node, Spill(Emit(left)), Spill(Emit(right)));
        }
    }

    private Expression EmitEqual(Node left, Node right)
    {
        if (Utf8Text(left) is ValueMember && LiteralText(right) is string text)
            return EmitUtf8Equal(left, text);
        if (Utf8Text(right) is ValueMember && LiteralText(left) is string reversed)
            return EmitUtf8Equal(right, reversed);
        return Equal(Spill(Emit(left)), Spill(Emit(right)));
    }

    private ValueMember? Utf8Text(Node node) =>
        _tree.ReferenceOf(node) is MemberReference { Member: ValueMember { EqualsUtf8: not null } member }
        && node is not SelectNode { IsTest: true } and not SelectNode { IsOptional: true } ? member : null;

    private static string? LiteralText(Node node) =>
        node is LiteralNode { Value.Kind: CelKind.String } literal ? literal.Value.AsString : null;

    private Expression EmitUtf8Equal(Node node, string text)
    {
        ValueMember member = Utf8Text(node)!;
        if (member.IsPresent is not null)
            FailUnless(node, ParameterReplacer.Inline(member.IsPresent, _context), member);
        return Spill(Utf8Equal(member, text));
    }

    private Expression Utf8Equal(ValueMember member, string text) => ParameterReplacer.Inline(
        member.EqualsUtf8!, _context, Expression.Constant(CodePoints.ToUtf8(text)));

    private static Expression Equal(Expression left, Expression right)
    {
        left = AsNearestDouble(left, right.Type);
        right = AsNearestDouble(right, left.Type);
        Type type = left.Type;
        if (type != right.Type)
        {
            if (IsNumber(type) && IsNumber(right.Type))
                return Expression.Equal(Expression.Call(Order(type, right.Type), left, right), Expression.Constant(0));
            return Equal(Pack(left), Pack(right));
        }

        if (type == typeof(string))
            return Expression.Call(Helper(typeof(string), nameof(string.Equals), typeof(string), typeof(string)), left,
                right);
        if (type == typeof(byte[]))
            return Expression.Call(Helper(typeof(CelEquality), nameof(CelEquality.BytesEqual)), left, right);
        if (type == typeof(CelList))
            return Expression.Call(Helper(typeof(CelEquality), nameof(CelEquality.ListsEqual)), left, right);
        if (type == typeof(CelMap))
            return Expression.Call(Helper(typeof(CelEquality), nameof(CelEquality.MapsEqual)), left, right);
        if (type == typeof(CelValue))
            return Expression.Call(Helper(typeof(CelEquality), nameof(CelEquality.AreEqual)), left, right);
        return Expression.Equal(left, right);
    }

    private static bool IsNumber(Type type) => type == typeof(long) || type == typeof(ulong) || type == typeof(double);

    private static System.Reflection.MethodInfo Order(Type left, Type right) =>
        Helper(typeof(CelOrdering), nameof(CelOrdering.Compare), left, right);

    private BinaryExpression EmitOrder(CallNode node, Expression left, Expression right)
    {
        left = AsNearestDouble(left, right.Type);
        right = AsNearestDouble(right, left.Type);
        if (left.Type == right.Type && IsNumber(left.Type))
        {
            return node.Function switch
            {
                Operators.Less => Expression.LessThan(left, right),
                Operators.LessEqual => Expression.LessThanOrEqual(left, right),
                Operators.Greater => Expression.GreaterThan(left, right),
                _ => Expression.GreaterThanOrEqual(left, right),
            };
        }

        bool isDynamic = left.Type == typeof(CelValue) || right.Type == typeof(CelValue)
            || (left.Type != right.Type && !(IsNumber(left.Type) && IsNumber(right.Type)))
            || left.Type == typeof(CelList) || left.Type == typeof(CelMap);
        Expression order = isDynamic
            ? Invoke(node, Helper(typeof(CelOrdering), nameof(CelOrdering.CompareValues)), Pack(left), Pack(right))
            : Spill(Expression.Call(Order(left.Type, right.Type), left, right));
        Expression zero = Expression.Constant(0);
        Expression one = Expression.Constant(1);
        return node.Function switch
        {
            Operators.Less => Expression.LessThan(order, zero),
            Operators.LessEqual => Expression.LessThanOrEqual(order, zero),
            Operators.Greater => Expression.Equal(order, one),
            _ => Expression.OrElse(Expression.Equal(order, zero), Expression.Equal(order, one)),
        };
    }

    private static Expression AsNearestDouble(Expression value, Type other) =>
        other != typeof(double) || !IsNumber(value.Type) || value.Type == typeof(double) ? value
        : value is ConstantExpression constant
            ? Expression.Constant(Convert.ToDouble(constant.Value, CultureInfo.InvariantCulture))
            : Expression.Convert(value, typeof(double));

    private Expression EmitIn(CallNode node, Node element, Node container)
    {
        if (container is ListNode list && list.Items.All(i => !i.IsOptional && LiteralText(i.Value) is not null)
            && list.Items.Length > 0)
        {
            string[] texts = [.. list.Items.Select(i => LiteralText(i.Value)!)];
            if (texts.Length <= MaxComparedConstants && Utf8Text(element) is ValueMember member)
                return EmitUtf8In(element, member, texts);
            Expression text = Spill(Emit(element));
            if (text.Type == typeof(string))
                return EmitConstantIn(text, texts);
            return Contains(node, text, Emit(container));
        }

        Expression value = Spill(Emit(element));
        if (value.Type == typeof(long) && container is ListNode { Items.Length: > 0 } numbers
            && numbers.Items.All(i => !i.IsOptional && i.Value is LiteralNode { Value.Kind: CelKind.Int }))
            return EmitConstantIn(value, [.. numbers.Items.Select(i => ((LiteralNode)i.Value).Value.AsInt)]);
        return Contains(node, value, Emit(container));
    }

    private Expression Contains(CallNode node, Expression value, Expression container) => Invoke(
        node, Helper(typeof(AggregateFunctions), nameof(AggregateFunctions.Contains)), Pack(value), Pack(container));

    private ParameterExpression EmitUtf8In(Node node, ValueMember member, string[] texts)
    {
        if (member.IsPresent is not null)
            FailUnless(node, ParameterReplacer.Inline(member.IsPresent, _context), member);
        Expression any = texts.Select(t => Utf8Equal(member, t)).Aggregate(Expression.OrElse);
        return (ParameterExpression)Spill(any);
    }

    private static Expression EmitConstantIn<T>(Expression value, T[] constants)
    {
        if (constants.Length <= MaxComparedConstants)
            return constants.Select(c => Equal(value, Expression.Constant(c))).Aggregate(Expression.OrElse);
        return Expression.Call(Expression.Constant(new HashSet<T>(constants)),
            typeof(HashSet<T>).GetMethod(nameof(HashSet<T>.Contains))!, value);
    }
}
