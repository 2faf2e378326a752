using System.Globalization;

namespace Souk.Core.Definition;

/// <summary>Makes the links.</summary>
internal sealed class LinkBinder(
    ErrorList errors, IReadOnlyDictionary<string, EntityKind> kinds, IReadOnlyDictionary<string, EventType> types)
{
    private readonly ExpressionChecker _expressions = new(errors);

    /// <summary>Binds the section.</summary>
    internal LinkDefinition Bind(YamlMapping? section)
    {
        if (section is null)
        {
            return LinkDefinition.None;
        }

        List<CarrierDefinition> carriers = BindCarriers(section.Mapping(LinkKeys.Carriers));
        HashSet<EntityKind> carrierKinds = [.. carriers.Select(c => c.Kind)];
        int groups = carriers.Select(c => c.Group).Distinct().Count();
        int strong = Whole(section, LinkKeys.Strong) ?? LinkDefinition.DefaultStrong;
        if (section.Scalar(LinkKeys.Strong) is YamlScalar text && strong > groups)
        {
            errors.Add(
                text, $"a strong link needs {strong} independent kinds of carriers, but there are {groups}: add " +
                    "carriers, or ask for fewer");
        }

        return new LinkDefinition
        {
            Strong = Math.Min(strong, Math.Max(1, groups)),
            Carriers = carriers,
            Events = BindEvents(section.Mapping(LinkKeys.Events), carrierKinds, needsCarrier: true),
            Bad = BindEvents(section.Mapping(LinkKeys.Bad), carrierKinds, needsCarrier: false),
        };
    }

    private static int? Whole(YamlMapping? node, DefinitionKey key) =>
        int.TryParse(node?.Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;

    private List<CarrierDefinition> BindCarriers(YamlMapping? section)
    {
        List<CarrierDefinition> carriers = [];
        foreach ((YamlScalar key, YamlNode value) in section?.Entries ?? [])
        {
            if (!kinds.TryGetValue(key.Value, out EntityKind? kind))
            {
                errors.Add(key, $"no entity kind '{key.Value}'{Suggestion.For(key.Value, kinds.Keys, "entity kinds")}");
                continue;
            }

            YamlMapping? node = value as YamlMapping;
            carriers.Add(new CarrierDefinition
            {
                Kind = kind,
                Index = carriers.Count,
                Weight = Whole(node, LinkKeys.Weight) ?? CarrierDefinition.DefaultWeight,
                Hub = Whole(node, LinkKeys.Hub) ?? CarrierDefinition.DefaultHub,
                TimeToLive = SpanReader.Read(node, LinkKeys.TimeToLive),
                Group = node?.Text(LinkKeys.Group) ?? kind.Name,
            });
        }

        return carriers;
    }

    private List<LinkEvent> BindEvents(YamlMapping? section, HashSet<EntityKind> carriers, bool needsCarrier)
    {
        List<LinkEvent> events = [];
        foreach ((YamlScalar key, YamlNode value) in section?.Entries ?? [])
        {
            if (!types.TryGetValue(key.Value, out EventType? type))
            {
                errors.Add(key, $"no event type '{key.Value}'{Suggestion.For(key.Value, types.Keys, "event types")}");
                continue;
            }

            if (needsCarrier && carriers.Count > 0 && !type.EntityFields.Any(f => carriers.Contains(f.Type.Entity!)))
            {
                errors.Add(
                    key, $"event '{type.Name}' names none of the carriers ({string.Join(", ", carriers)}), so it " +
                        "links nobody; leave it out");
            }

            YamlMapping? node = value as YamlMapping;
            IReadOnlyList<YamlScalar> names = value is YamlScalar one ? [one] : node?.Scalars(LinkKeys.Subject) ?? [];
            events.Add(new LinkEvent
            {
                Type = type,
                Subjects = [.. names.Select(n => BindSubject(n, type, carriers)).OfType<FieldDefinition>()],
                Where = node?.Scalar(LinkKeys.Where) is YamlScalar where ? BindCondition(where, type) : null,
            });
        }

        return events;
    }

    private FieldDefinition? BindSubject(YamlScalar name, EventType type, HashSet<EntityKind> carriers)
    {
        FieldDefinition? field = type.FindField(name.Value);
        if (field?.Type == TypeParser.Broken)
        {
            return null;
        }

        if (field?.Type.Entity is not EntityKind kind)
        {
            string candidates = Suggestion.For(
                name.Value,
                type.EntityFields.Where(f => !carriers.Contains(f.Type.Entity!)).Select(f => f.Name),
                "fields that name an entity");
            errors.Add(name, field is null
                ? $"no field '{name.Value}' on event '{type.Name}'{candidates}"
                : $"the field '{field.Name}' is {field.Type}; a subject is an entity{candidates}");
            return null;
        }

        if (carriers.Contains(kind))
        {
            errors.Add(name, $"'{kind.Name}' is a carrier; a subject is of another kind");
            return null;
        }

        return field;
    }

    private DefinitionExpression? BindCondition(YamlScalar text, EventType type)
    {
        if (_expressions.Check(text, _expressions.ScopeOf(type)) is not CheckedExpression condition)
        {
            return null;
        }

        if (condition.Expression.Type.Kind != ValueKind.Flag && condition.Expression.Type != TypeParser.Broken)
        {
            errors.Add(text, $"a condition must be true or false, but this gives {condition.Expression.Type}");
        }

        return condition.Expression;
    }
}
