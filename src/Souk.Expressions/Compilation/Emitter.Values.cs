using System.Linq.Expressions;
using System.Reflection;

namespace Souk.Expressions;

/// <summary>Constants and the change between typed and dynamic values.</summary>
internal sealed partial class Emitter
{
    private static readonly Dictionary<Type, (string From, string As, CelKind Kind)> Packings = new()
    {
        [typeof(bool)] = (nameof(CelValue.FromBool), nameof(CelValue.AsBool), CelKind.Bool),
        [typeof(long)] = (nameof(CelValue.FromInt), nameof(CelValue.AsInt), CelKind.Int),
        [typeof(ulong)] = (nameof(CelValue.FromUint), nameof(CelValue.AsUint), CelKind.Uint),
        [typeof(double)] = (nameof(CelValue.FromDouble), nameof(CelValue.AsDouble), CelKind.Double),
        [typeof(string)] = (nameof(CelValue.FromString), nameof(CelValue.AsString), CelKind.String),
        [typeof(byte[])] = (nameof(CelValue.FromBytes), nameof(CelValue.AsBytes), CelKind.Bytes),
        [typeof(CelList)] = (nameof(CelValue.FromList), nameof(CelValue.AsList), CelKind.List),
        [typeof(CelMap)] = (nameof(CelValue.FromMap), nameof(CelValue.AsMap), CelKind.Map),
        [typeof(CelTimestamp)] = (nameof(CelValue.FromTimestamp), nameof(CelValue.AsTimestamp), CelKind.Timestamp),
        [typeof(CelDuration)] = (nameof(CelValue.FromDuration), nameof(CelValue.AsDuration), CelKind.Duration),
    };

    private static ConstantExpression Constant(CelValue value, Type type) => Expression.Constant(
        type == typeof(CelValue) ? value : typeof(CelValue).GetProperty(Packings[type].As)!.GetValue(value), type);

    private static Expression Pack(Expression value)
    {
        if (value.Type == typeof(CelValue))
            return value;
        MethodInfo from = typeof(CelValue).GetMethod(Packings[value.Type].From)!;
        return value is ConstantExpression constant
            ? Expression.Constant(from.Invoke(null, [constant.Value]), typeof(CelValue))
            : Expression.Call(from, value);
    }

    private static CelValue ConstantOf(Expression packed) => (CelValue)((ConstantExpression)packed).Value!;

    private static Expression Unpack(Expression value, Type type) =>
        type == typeof(CelValue) ? value : Expression.Property(value, Packings[type].As);

    private static BinaryExpression IsKind(Expression value, CelKind kind) => Expression.Equal(
        Expression.Property(value, nameof(CelValue.Kind)), Expression.Constant(kind));

    /// <summary>The value as the wanted CLR type; a value of another kind is a fault.</summary>
    private Expression Coerce(Node node, Expression value, Type type)
    {
        if (value.Type == type)
            return value;
        if (type == typeof(CelValue))
            return Pack(value);
        if (value.Type != typeof(CelValue))
            return Fail(node, CelErrorCode.NoSuchOverload, null, type);
        CelKind kind = Packings[type].Kind;
        Expression dynamic = Spill(value);
        LabelTarget fits = Expression.Label();
        Do(Expression.IfThen(IsKind(dynamic, kind), Expression.Goto(fits)));
        string wanted = ClrTypes.ToCel(type)!.Name;
        Invoke(node, Helper(typeof(Dispatch), nameof(Dispatch.Mismatch)), dynamic, Expression.Constant(wanted));
        Do(Expression.Label(fits));
        return Spill(Unpack(dynamic, type));
    }

    private Expression EmitAs(Node node, Type type) => Coerce(node, Emit(node), type);

    private Expression EmitList(ListNode node)
    {
        if (node.Items.Any(i => i.IsOptional))
            return EmitListWithOptionals(node);
        Expression[] items = [.. node.Items.Select(i => Pack(Emit(i.Value)))];
        if (_mode.FoldsConstants && items.All(i => i is ConstantExpression))
            return Expression.Constant(CelList.Over([.. items.Select(ConstantOf)]), typeof(CelList));
        return Spill(Expression.Call(
            Helper(typeof(CelList), nameof(CelList.Over)), Expression.NewArrayInit(typeof(CelValue), items)));
    }

    private Expression EmitListWithOptionals(ListNode node)
    {
        Expression builder = Spill(Expression.New(typeof(ListBuilder)));
        foreach (ListItem item in node.Items)
        {
            Expression value = Pack(Emit(item.Value));
            if (item.IsOptional)
                CallBuilder(node, builder, nameof(ListBuilder.AddOptional), value);
            else
                CallBuilder(node, builder, nameof(ListBuilder.Add), value);
        }

        return CallBuilder(node, builder, nameof(ListBuilder.Build));
    }

    private Expression EmitMap(MapNode node)
    {
        Expression builder = Spill(Expression.New(typeof(MapBuilder)));
        bool isConstant = _mode.FoldsConstants;
        List<CelValue> keys = [];
        List<CelValue> values = [];
        int start = _code.Count;
        foreach (MapItem item in node.Items)
        {
            Expression key = Pack(Emit(item.Key));
            Expression value = Pack(Emit(item.Value));
            isConstant &= !item.IsOptional && key is ConstantExpression && value is ConstantExpression;
            if (isConstant)
            {
                keys.Add(ConstantOf(key));
                values.Add(ConstantOf(value));
            }

            CallBuilder(node, builder, item.IsOptional ? nameof(MapBuilder.AddOptional) : nameof(MapBuilder.Add), key,
                value);
        }

        CelFault fault = default;
        if (isConstant && CelMap.Create([.. keys], [.. values], ref fault) is CelMap map
            && fault.Code == CelErrorCode.None)
        {
            _code.RemoveRange(start, _code.Count - start);
            return Expression.Constant(map, typeof(CelMap));
        }

        return CallBuilder(node, builder, nameof(MapBuilder.Build));
    }

    private Expression CallBuilder(Node node, Expression builder, string name, params Expression[] arguments)
    {
        MethodInfo method = builder.Type.GetMethod(name)!;
        bool takesFault = method.GetParameters() is [.., { ParameterType.IsByRef: true }];
        Expression call = Expression.Call(builder, method, takesFault ? [.. arguments, _fault] : arguments);
        Expression result = Expression.Empty();
        if (method.ReturnType == typeof(void))
            Do(call);
        else
            result = Spill(call);
        if (takesFault)
            LeaveIfFaulted(node);
        return result;
    }

    private Expression EmitSelect(SelectNode node)
    {
        Expression operand = Pack(Emit(node.Operand));
        Expression name = Expression.Constant(CelValue.FromString(node.Field), typeof(CelValue));
        string helper = node.IsTest ? nameof(AggregateFunctions.HasField)
            : node.IsOptional ? nameof(AggregateFunctions.TryIndex) : nameof(AggregateFunctions.Field);
        return Coerce(node, Invoke(node, Helper(typeof(AggregateFunctions), helper), operand, name), TypeOf(node));
    }

    private Expression EmitIndex(IndexNode node)
    {
        Expression operand = Emit(node.Operand);
        Expression index = Emit(node.Index);
        Expression element;
        if (node.IsOptional)
            element = Invoke(node, Helper(typeof(AggregateFunctions), nameof(AggregateFunctions.TryIndex)),
                Pack(operand), Pack(index));
        else if (operand.Type == typeof(CelList) && index.Type == typeof(long))
            element = Invoke(node, Helper(typeof(AggregateFunctions), nameof(AggregateFunctions.At)), operand, index);
        else if (operand.Type == typeof(CelMap))
            element = Invoke(node, Helper(typeof(AggregateFunctions), nameof(AggregateFunctions.Key)), operand,
                Pack(index));
        else
            element = Invoke(node, Helper(typeof(AggregateFunctions), nameof(AggregateFunctions.Index)), Pack(operand),
                Pack(index));
        return Coerce(node, element, TypeOf(node));
    }

    private Expression EmitMessage(StructNode node)
    {
        if (_tree.ReferenceOf(node) is not MessageReference { Message: string message })
            return Fail(node, CelErrorCode.UnknownFunction, node.TypeName, TypeOf(node));
        if (node.Items.Length == 0)
            return Coerce(node, Constant(WellKnownMessages.Empty(message), typeof(CelValue)), TypeOf(node));
        StructItem item = node.Items[0];
        if (WellKnownMessages.FieldOf(message, item.Field) is null)
            return Fail(node, CelErrorCode.NoSuchField, $"'{item.Field}'", TypeOf(node));
        Expression value = Invoke(node, Helper(typeof(WellKnownMessages), nameof(WellKnownMessages.Make)),
            Expression.Constant(message), Expression.Constant(item.Field), Pack(Emit(item.Value)));
        return Coerce(node, value, TypeOf(node));
    }
}
