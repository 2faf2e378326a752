using System.Linq.Expressions;
using Souk.Core.Definition;
using Souk.Expressions;

namespace Souk.Core.Events;

/// <summary>Binds the names that expressions over an event can read (<see cref="ExpressionMembers"/>) to the getters of
/// <see cref="EventView"/>. Money reads as a double in currency units, times as timestamps, lists as lists.</summary>
public static class EventExpressions
{
    /// <summary>The schema for events of one type.</summary>
    public static CelSchema<EventView> SchemaFor(EventType type)
    {
        CelSchemaBuilder<EventView> builder = new();
        Declare(builder, type, e => e);
        ExpressionFunctions.Declare(builder);
        return builder.Build();
    }

    /// <summary>Declares the names for events of one type in a schema whose programs read more than an event.</summary>
    /// <typeparam name="TContext">What its programs read.</typeparam>
    /// <param name="builder">The schema.</param>
    /// <param name="type">The event type.</param>
    /// <param name="view">Where the context has its event.</param>
    /// <param name="more">Adds names of the caller's to an object such as <c>card</c>; null for none.</param>
    public static void Declare<TContext>(
        CelSchemaBuilder<TContext> builder,
        EventType type,
        Expression<Func<TContext, EventView>> view,
        Action<string, CelObjectBuilder<TContext>>? more = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(view);
        EventMembers<TContext> members = new(view);
        foreach (IGrouping<string, ExpressionMember> root in ExpressionMembers.Of(type).GroupBy(m => m.Root))
        {
            string description = root.Key == ExpressionMembers.EventRoot
                ? $"event '{type.Name}'"
                : $"{root.First().Field!.Type.Entity!.Name} '{root.Key}'";
            builder.Object(root.Key, description, fields =>
            {
                foreach (ExpressionMember member in root)
                {
                    members.Declare(fields, member);
                }

                more?.Invoke(root.Key, fields);
            });
        }
    }
}
