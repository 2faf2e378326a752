using System.Linq.Expressions;
using System.Reflection;
using Souk.Core.Definition;
using Souk.Core.Entities;
using Souk.Expressions;

namespace Souk.Core.Events;

/// <summary>Declares the names that an event's expressions can read with the getters of <see cref="EventReads"/>, for
/// programs that find the event in a context.</summary>
/// <typeparam name="TContext">What the programs read.</typeparam>
internal sealed class EventMembers<TContext>(Expression<Func<TContext, EventView>> view)
{
    internal void Declare(CelObjectBuilder<TContext> fields, ExpressionMember member)
    {
        Expression<Func<TContext, bool>>? present = member.IsAlwaysPresent ? null : Presence(member);
        switch (member.Type.Kind)
        {
            case ValueKind.Text or ValueKind.Entity:
                fields.TextField(
                    member.Name,
                    Lambda<Func<TContext, string>>(Call(member, "TextString")),
                    TextEquality(member),
                    present);
                break;
            case ValueKind.Whole:
                fields.Field(member.Name, Lambda<Func<TContext, long>>(Call(member, "Bits")), present);
                break;
            case ValueKind.Number:
                fields.Field(member.Name, Lambda<Func<TContext, double>>(Call(member, "Number")), present);
                break;
            case ValueKind.Money:
                fields.Field(member.Name, Lambda<Func<TContext, double>>(Call(member, "MoneyAsNumber")), present);
                break;
            case ValueKind.Flag:
                fields.Field(
                    member.Name,
                    Lambda<Func<TContext, bool>>(Expression.NotEqual(Call(member, "Bits"), Expression.Constant(0L))),
                    present);
                break;
            case ValueKind.Time:
                fields.Field(member.Name, Lambda<Func<TContext, CelTimestamp>>(Call(member, "Timestamp")), present);
                break;
            default:
                fields.Field(
                    member.Name,
                    Lambda<Func<TContext, CelList>>(Call(member, "CelListOf")),
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

    private Expression<TDelegate> Lambda<TDelegate>(Expression body) =>
        Expression.Lambda<TDelegate>(body, view.Parameters);

    // The call of a getter of EventReads with the member's constants: over the event itself, one of its fields, or an
    // attribute of the entity that one of its fields names.
    private MethodCallExpression Call(ExpressionMember member, string getter, params Expression[] more)
    {
        string place = member.Attribute is not null ? "OfAttribute" : member.Field is not null ? "OfField" : "OfEvent";
        MethodInfo method = typeof(EventReads).GetMethod(getter + place, BindingFlags.Static | BindingFlags.NonPublic)
            ?? throw new InvalidOperationException($"There is no getter {getter}{place}.");
        List<Expression> arguments = [view.Body];
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

    private Expression<Func<TContext, bool>> Presence(ExpressionMember member) =>
        Lambda<Func<TContext, bool>>(Call(member, "Has"));

    private Expression<Func<TContext, byte[], bool>> TextEquality(ExpressionMember member)
    {
        ParameterExpression utf8 = Expression.Parameter(typeof(byte[]), "utf8");
        return Expression.Lambda<Func<TContext, byte[],
        bool>>(Call(member, "TextEquals", utf8), view.Parameters[0], utf8);
    }
}
