using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Expressions;

namespace Souk.Features.Sources;

/// <summary>Makes sources of the names and expressions of a definition, for events of one type. A bare name is read
/// straight from the event or the profile, anything else through a compiled expression.</summary>
internal sealed class SourceCompiler
{
    private readonly EventType _type;
    private readonly IReadOnlyList<ExpressionMember> _members;
    private readonly Lazy<CelSchema<EventView>> _schema;

    internal SourceCompiler(EventType type)
    {
        _type = type;
        _members = ExpressionMembers.Of(type);
        _schema = new Lazy<CelSchema<EventView>>(() => EventExpressions.SchemaFor(type));
    }

    /// <summary>A condition.</summary>
    /// <exception cref="FormatException">It is wrong.</exception>
    internal CelProgram<EventView, bool> Condition(DefinitionExpression condition) =>
        _schema.Value.Compile<bool>(condition.Text).Require();

    /// <summary>What kind of values an expression gives, and of which entity kind.</summary>
    internal (ValueKind Kind, EntityKind? Entity) KindOf(DefinitionExpression expression)
    {
        if (Member(expression.Text) is ExpressionMember { Type.Kind: not ValueKind.List } member)
        {
            return (member.Type.Kind, member.Type.Entity);
        }

        CelCheck check = _schema.Value.Check(expression.Text);
        return (check.ResultType switch
        {
            null => throw new FormatException(string.Join('\n', check.Diagnostics)),
            CelType t when t == CelType.Double => ValueKind.Number,
            CelType t when t == CelType.Int => ValueKind.Whole,
            CelType t when t == CelType.String => ValueKind.Text,
            CelType t when t == CelType.Bool => ValueKind.Flag,
            CelType t when t == CelType.Timestamp => ValueKind.Time,
            CelType t => throw new FormatException(
                $"'{expression.Text}' gives {t}; a feature takes double, int, string, bool or timestamp"),
        }, null);
    }

    /// <summary>A value.</summary>
    /// <exception cref="FormatException">It is wrong.</exception>
    internal EventSource Value(DefinitionExpression expression)
    {
        if (Member(expression.Text) is { Type.Kind: not ValueKind.List, Field: not null } member)
        {
            return member.Attribute is AttributeDefinition attribute
                ? new AttributeSource(member.Field.Type.Entity!, member.Field.Index, attribute.Index)
                : Field(member.Field);
        }

        string text = expression.Text;
        CelSchema<EventView> schema = _schema.Value;
        return KindOf(expression).Kind switch
        {
            ValueKind.Number => new NumberExpressionSource(schema.Compile<double>(text).Require()),
            ValueKind.Whole => new WholeExpressionSource(schema.Compile<long>(text).Require()),
            ValueKind.Flag => new FlagExpressionSource(schema.Compile<bool>(text).Require()),
            ValueKind.Time => new TimeExpressionSource(schema.Compile<CelTimestamp>(text).Require()),
            _ => new TextExpressionSource(schema.Compile<string>(text).Require()),
        };
    }

    /// <summary>A part of a key.</summary>
    internal static EventSource Key(KeySource source) => source.Attribute is AttributeDefinition attribute
        ? new AttributeSource(source.Field.Type.Entity!, source.Field.Index, attribute.Index)
        : Field(source.Field);

    public override string ToString() => _type.Name;

    private static EventSource Field(FieldDefinition field) => field.Type.Kind switch
    {
        ValueKind.Entity => new EntitySource(field.Index),
        ValueKind.Text => new TextSource(field.Index),
        _ => new FieldSource(field.Index),
    };

    private ExpressionMember? Member(string text) => _members.FirstOrDefault(m => m.Path == text.Trim());
}
