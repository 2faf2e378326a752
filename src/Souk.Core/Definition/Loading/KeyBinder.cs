namespace Souk.Core.Definition;

/// <summary>Finds what a feature is kept for in each of its event types.</summary>
internal sealed class KeyBinder(ErrorList errors, IReadOnlyDictionary<string, EntityKind> kinds)
{
    /// <summary>The key, or null if it is wrong, with the errors added.</summary>
    /// <param name="name">The feature's name, where it stands in the file.</param>
    /// <param name="by">The parts as written; null if there are none.</param>
    /// <param name="types">The feature's event types.</param>
    internal IReadOnlyList<KeyPart>? Bind(
        YamlScalar name, IReadOnlyList<YamlScalar>? by, IReadOnlyList<EventType> types)
    {
        int point = name.Value.IndexOf('.', StringComparison.Ordinal);
        string? prefix = point < 0 ? null : name.Value[..point];
        EntityKind? kind = prefix is null ? null : kinds.GetValueOrDefault(prefix);
        if (by is null)
        {
            return BindToPrefix(name, prefix, kind, types);
        }

        List<KeyPart> parts = [];
        foreach (YamlScalar written in by)
        {
            KeyPart? part = BindPart(written, written.Value, types);
            if (part is not null && parts.Any(p => p.IsSameKey(part)))
            {
                // Two entities of one kind (payer and payee) are told apart by their fields.
                part = part with { Name = written.Value };
            }

            if (part is not null && parts.Any(p => p.IsSameKey(part)))
            {
                errors.Add(written, $"'{written.Value}' is in the key twice");
                return null;
            }

            if (part is not null)
            {
                parts.Add(part);
            }
        }

        if (parts.Count < by.Count)
        {
            return null;
        }

        if (kind is not null && !parts.Any(p => p.Type.Entity == kind))
        {
            errors.Add(
                name,
                $"the name starts with the entity kind '{kind.Name}', but the key has none; put '{kind.Name}' into "
                + "'by' or choose another name");
        }

        return parts;
    }

    /// <summary>Whether two keys are the same, from whichever events.</summary>
    internal static bool IsSame(IReadOnlyList<KeyPart> left, IReadOnlyList<KeyPart> right) =>
        left.Count == right.Count && left.Zip(right).All(pair => pair.First.IsSameKey(pair.Second));

    /// <summary>A key in messages.</summary>
    internal static string Describe(IReadOnlyList<KeyPart> key) => $"[{string.Join(", ", key.Select(p => p.Name))}]";

    private List<KeyPart>? BindToPrefix(
        YamlScalar name, string? prefix, EntityKind? kind, IReadOnlyList<EventType> types)
    {
        if (kind is not null)
        {
            return BindPart(name, kind.Name, types) is KeyPart part ? [part] : null;
        }

        string hint = prefix is null
            ? ": a list such as [shopper, item.category]"
            : $", as '{prefix}' is no entity kind{Suggestion.For(prefix, kinds.Keys, "entity kinds")}";
        errors.Add(name, $"the feature '{name.Value}' needs 'by'{hint}");
        return null;
    }

    private KeyPart? BindPart(YamlScalar where, string path, IReadOnlyList<EventType> types)
    {
        if (path.StartsWith("event.", StringComparison.Ordinal))
        {
            errors.Add(where, $"a key part names a field; write '{path["event.".Length..]}' instead of '{path}'");
            return null;
        }

        List<KeySource> sources = [];
        ValueType? first = null;
        foreach (EventType type in types)
        {
            if (BindSource(where, path, type) is not KeySource source)
            {
                return null;
            }

            ValueType found = source.Attribute?.Type ?? source.Field.Type;
            first ??= found;
            if (found == TypeParser.Broken || first == TypeParser.Broken)
            {
                return null;
            }

            if (found != first)
            {
                errors.Add(where, $"'{path}' is {first} in event '{types[0].Name}' but {found} in '{type.Name}'");
                return null;
            }

            sources.Add(source);
        }

        if (first is null)
        {
            return null;
        }

        if (first.Kind is not (ValueKind.Entity or ValueKind.Text or ValueKind.Whole or ValueKind.Flag))
        {
            errors.Add(where, $"'{path}' is {first}; a key part is an entity, a text, a whole number or a flag");
            return null;
        }

        return new KeyPart(first.Entity?.Name ?? path, first, sources);
    }

    private KeySource? BindSource(YamlScalar where, string path, EventType type)
    {
        int point = path.IndexOf('.', StringComparison.Ordinal);
        string root = point < 0 ? path : path[..point];
        if (FindField(where, root, type) is not FieldDefinition field)
        {
            return null;
        }

        if (point < 0 || field.Type == TypeParser.Broken)
        {
            return new KeySource(type, field, null);
        }

        string name = path[(point + 1)..];
        if (field.Type.Entity is not EntityKind kind)
        {
            errors.Add(
                where,
                $"the field '{root}' of event '{type.Name}' is {field.Type}; only an entity has attributes");
            return null;
        }

        if (kind.FindAttribute(name) is AttributeDefinition attribute)
        {
            return new KeySource(type, field, attribute);
        }

        string hint = Suggestion.For(name, kind.Attributes.Select(a => a.Name), "attributes");
        errors.Add(where, $"no attribute '{name}' on entity kind '{kind.Name}'{hint}");
        return null;
    }

    // A field by its name; otherwise the only field that refers to an entity kind of that name.
    private FieldDefinition? FindField(YamlScalar where, string name, EventType type)
    {
        if (type.FindField(name) is FieldDefinition field)
        {
            return field;
        }

        List<FieldDefinition> ofKind = [.. type.EntityFields.Where(f => f.Type.Entity!.Name == name)];
        if (ofKind.Count == 1)
        {
            return ofKind[0];
        }

        if (ofKind.Count > 1)
        {
            string fields = string.Join(" or ", ofKind.Select(f => f.Name));
            errors.Add(where, $"event '{type.Name}' has several fields of kind '{name}'; say which in 'by': {fields}");
            return null;
        }

        string hint = kinds.ContainsKey(name)
            ? $"event '{type.Name}' has no field of kind '{name}'; say in 'by' where to find it"
            : $"no field '{name}' on event '{type.Name}'"
                + Suggestion.For(name, type.Fields.Select(f => f.Name), "fields");
        errors.Add(where, hint);
        return null;
    }
}
