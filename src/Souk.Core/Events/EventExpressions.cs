using System.Linq.Expressions;
using System.Reflection;
using Souk.Core.Definition;
using Souk.Core.Entities;
using Souk.Expressions;

namespace Souk.Core.Events;

/// <summary>Binds the names that expressions over an event can read (<see cref="ExpressionMembers"/>) to the getters of
/// <see cref="EventView"/>. Money reads as a double in currency units, times as timestamps, lists as lists.</summary>
public static class EventExpressions
{
    private static readonly ParameterExpression _view = Expression.Parameter(typeof(EventView), "e");

    /// <summary>The schema for events of one type.</summary>
    public static CelSchema<EventView> SchemaFor(EventType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        CelSchemaBuilder<EventView> builder = new();
        foreach (IGrouping<string, ExpressionMember> root in ExpressionMembers.Of(type).GroupBy(m => m.Root))
        {
            string description = root.Key == ExpressionMembers.EventRoot
                ? $"event '{type.Name}'"
                : $"{root.First().Field!.Type.Entity!.Name} '{root.Key}'";
            builder.Object(root.Key, description, fields =>
            {
                foreach (ExpressionMember member in root)
                {
                    Declare(fields, member);
                }
            });
        }

        ExpressionFunctions.Declare(builder);
        return builder.Build();
    }

    private static void Declare(CelObjectBuilder<EventView> fields, ExpressionMember member)
    {
        Expression<Func<EventView, bool>>? present = member.IsAlwaysPresent ? null : Presence(member);
        switch (member.Type.Kind)
        {
            case ValueKind.Text or ValueKind.Entity:
                fields.TextField(
                    member.Name,
                    Lambda<Func<EventView, string>>(Call(member, "TextString")),
                    TextEquality(member),
                    present);
                break;
            case ValueKind.Whole:
                fields.Field(member.Name, Lambda<Func<EventView, long>>(Call(member, "Bits")), present);
                break;
            case ValueKind.Number:
                fields.Field(member.Name, Lambda<Func<EventView, double>>(Call(member, "Number")), present);
                break;
            case ValueKind.Money:
                fields.Field(member.Name, Lambda<Func<EventView, double>>(Call(member, "MoneyAsNumber")), present);
                break;
            case ValueKind.Flag:
                fields.Field(
                    member.Name,
                    Lambda<Func<EventView, bool>>(Expression.NotEqual(Call(member, "Bits"), Expression.Constant(0L))),
                    present);
                break;
            case ValueKind.Time:
                fields.Field(member.Name, Lambda<Func<EventView, CelTimestamp>>(Call(member, "Timestamp")), present);
                break;
            default:
                fields.Field(
                    member.Name,
                    Lambda<Func<EventView, CelList>>(Call(member, "CelListOf")),
                    present,
                    CelType.List(ElementType(member.Type.Element!.Kind)));
                break;
        }
    }

    private static CelType ElementType(ValueKind kind) => kind switch
    {
        ValueKind.Text or ValueKind.Entity => CelType.String,
        ValueKind.Number or ValueKind.Money => CelType.Double,
        ValueKind.Whole => CelType.Int,
        ValueKind.Flag => CelType.Bool,
        ValueKind.Time => CelType.Timestamp,
        _ => throw new InvalidOperationException($"A list of {kind} is not allowed."),
    };

    private static Expression<TDelegate> Lambda<TDelegate>(Expression body) => Expression.Lambda<TDelegate>(body, _view);

    // The call of a getter of EventReads with the member's constants: over the event itself, one of its fields, or an
    // attribute of the entity that one of its fields names.
    private static MethodCallExpression Call(ExpressionMember member, string getter, params Expression[] more)
    {
        string place = member.Attribute is not null ? "OfAttribute" : member.Field is not null ? "OfField" : "OfEvent";
        MethodInfo method = typeof(EventReads).GetMethod(getter + place, BindingFlags.Static | BindingFlags.NonPublic)
            ?? throw new InvalidOperationException($"There is no getter {getter}{place}.");
        List<Expression> arguments = [_view];
        if (member.Attribute is not null)
        {
            arguments.Add(Expression.Constant(member.Field!.Type.Entity));
        }

        if (member.Field is not null)
        {
            arguments.Add(Expression.Constant(member.Field.Index));
        }

        if (member.Attribute is not null)
        {
            arguments.Add(Expression.Constant(member.Attribute.Index));
        }

        if (member is { Field: null, Attribute: null })
        {
            arguments.Add(Expression.Constant(member.Name));
        }

        return Expression.Call(method, [.. arguments, .. more]);
    }

    private static Expression<Func<EventView, bool>> Presence(ExpressionMember member) =>
        Lambda<Func<EventView, bool>>(Call(member, "Has"));

    private static Expression<Func<EventView, byte[], bool>> TextEquality(ExpressionMember member)
    {
        ParameterExpression utf8 = Expression.Parameter(typeof(byte[]), "utf8");
        return Expression.Lambda<Func<EventView, byte[], bool>>(Call(member, "TextEquals", utf8), _view, utf8);
    }
}
