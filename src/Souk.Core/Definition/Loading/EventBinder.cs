namespace Souk.Core.Definition;

/// <summary>Makes the event types.</summary>
internal sealed class EventBinder(ErrorList errors, IReadOnlyDictionary<string, EntityKind> kinds)
{
    private readonly TypeParser _types = new(errors, kinds);
    private readonly ExpressionChecker _expressions = new(errors);

    /// <summary>Binds the section.</summary>
    internal IReadOnlyList<EventType> Bind(YamlMapping? section)
    {
        List<EventType> types = [];
        foreach ((YamlScalar key, YamlNode value) in section?.Entries ?? [])
        {
            types.Add(BindType(key, value as YamlMapping, types.Count));
        }

        return types;
    }

    private EventType BindType(YamlScalar key, YamlMapping? node, int index)
    {
        List<FieldDefinition> fields = BindFields(node?.Mapping(DefinitionKeys.Fields));
        EventType type = new()
        {
            Name = key.Value,
            Index = index,
            Description = node?.Text(DefinitionKeys.Description),
            Fields = fields,
            TimeField = BindTime(node?.Scalar(DefinitionKeys.Time), key.Value, fields),
        };
        type.Updates = BindUpdates(node?.Mapping(DefinitionKeys.Updates), type);
        return type;
    }

    private List<FieldDefinition> BindFields(YamlMapping? section)
    {
        List<FieldDefinition> fields = [];
        foreach ((YamlScalar key, YamlNode value) in section?.Entries ?? [])
        {
            if (ExpressionMembers.EventProperties.ContainsKey(key.Value))
            {
                errors.Add(key, $"every event has '{key.Value}'; leave it out, or choose another name for the field");
                continue;
            }

            YamlMapping? node = value as YamlMapping;
            (ValueType type, bool isOptional) =
                _types.ParseField(node?.Scalar(DefinitionKeys.FieldType) ?? value as YamlScalar);
            object? preset = BindDefault(node, type, isOptional);
            fields.Add(new FieldDefinition
            {
                Name = key.Value,
                Index = fields.Count,
                Type = type,
                Required = !isOptional && preset is null,
                Default = preset,
                Description = node?.Text(DefinitionKeys.Description),
            });
        }

        return fields.Count <= DefinitionLimits.MaxFields ? fields : fields[..DefinitionLimits.MaxFields];
    }

    private object? BindDefault(YamlMapping? node, ValueType type, bool isOptional)
    {
        if (node?.Scalar(DefinitionKeys.Default) is not YamlScalar text || type == TypeParser.Broken)
        {
            return null;
        }

        if (isOptional)
        {
            errors.Add(text, "a field with a default always has a value; leave out the '?' of its type");
            return null;
        }

        object? preset = DefaultParser.Parse(text.Value, type, out string? problem);
        if (problem is not null)
        {
            errors.Add(text, problem);
        }

        return preset;
    }

    private FieldDefinition? BindTime(YamlScalar? name, string eventName, List<FieldDefinition> fields)
    {
        if (name is null)
        {
            return null;
        }

        FieldDefinition? field = fields.Find(f => f.Name == name.Value);
        if (field is null)
        {
            IEnumerable<string> candidates = fields.Where(f => f.Type.Kind == ValueKind.Time).Select(f => f.Name);
            string hint = Suggestion.For(name.Value, candidates, "fields of type time");
            errors.Add(name, $"no field '{name.Value}' on event '{eventName}'{hint}");
            return null;
        }

        if (field.Type.Kind == ValueKind.Time || field.Type == TypeParser.Broken)
        {
            return field;
        }

        errors.Add(name, $"the field '{field.Name}' is {field.Type}; an event's time must be a field of type time");
        return null;
    }

    private List<ProfileUpdate> BindUpdates(YamlMapping? section, EventType type)
    {
        List<ProfileUpdate> updates = [];
        ExpressionScope scope = _expressions.ScopeOf(type);
        foreach ((YamlScalar key, YamlNode value) in section?.Entries ?? [])
        {
            FieldDefinition? field = type.FindField(key.Value);
            if (field?.Type == TypeParser.Broken)
            {
                continue;
            }

            if (field?.Type.Entity is not EntityKind kind)
            {
                errors.Add(key, field is null
                    ? $"no field '{key.Value}' on event '{type.Name}'"
                        + Suggestion.For(key.Value, type.EntityFields.Select(f => f.Name), "fields that name an entity")
                    : $"the field '{field.Name}' is {field.Type}; only an entity has a profile to update");
                continue;
            }

            foreach ((YamlScalar name, YamlNode expression) in (value as YamlMapping)?.Entries ?? [])
            {
                if (BindUpdate(field, kind, name, expression as YamlScalar, scope) is ProfileUpdate update)
                {
                    updates.Add(update);
                }
            }
        }

        return updates;
    }

    private ProfileUpdate? BindUpdate(
        FieldDefinition field, EntityKind kind, YamlScalar name, YamlScalar? text, ExpressionScope scope)
    {
        AttributeDefinition? attribute = kind.FindAttribute(name.Value);
        if (attribute is null)
        {
            string hint = Suggestion.For(name.Value, kind.Attributes.Select(a => a.Name), "attributes");
            errors.Add(name, $"no attribute '{name.Value}' on entity kind '{kind.Name}'{hint}");
        }

        if (text is null || _expressions.Check(text, scope) is not CheckedExpression value || attribute is null)
        {
            return null;
        }

        if (!IsAssignable(attribute.Type, value.Expression.Type))
        {
            errors.Add(
                text,
                $"the attribute '{attribute.Name}' is {attribute.Type}, but this gives {value.Expression.Type}");
            return null;
        }

        FieldDefinition? copied = value.Member is { Root: ExpressionMembers.EventRoot } member
            && attribute.Type == member.Type ? member.Field : null;
        return new ProfileUpdate { Entity = field, Attribute = attribute, Value = value.Expression, Field = copied };
    }

    // Numbers become money by rounding to the nearest ten-thousandth, and an entity's id is a text.
    private static bool IsAssignable(ValueType target, ValueType value)
    {
        if (target == value || target == TypeParser.Broken || value == TypeParser.Broken)
        {
            return true;
        }

        return target.Kind switch
        {
            ValueKind.Number or ValueKind.Money => value.IsNumeric,
            ValueKind.Text => value.Kind == ValueKind.Entity,
            ValueKind.Entity => value.Kind == ValueKind.Text,
            _ => false,
        };
    }
}
