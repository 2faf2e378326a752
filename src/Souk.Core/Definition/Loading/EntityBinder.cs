namespace Souk.Core.Definition;

/// <summary>Makes the entity kinds.</summary>
internal sealed class EntityBinder(ErrorList errors)
{
    private readonly Dictionary<string, EntityKind> _kinds = [];

    /// <summary>The kinds by name, filled by <see cref="Bind"/>.</summary>
    internal IReadOnlyDictionary<string, EntityKind> Kinds => _kinds;

    /// <summary>Binds the section, in two passes: attributes may refer to kinds further down.</summary>
    internal IReadOnlyList<EntityKind> Bind(YamlMapping? section)
    {
        List<(EntityKind Kind, YamlMapping? Node)> found = [];
        foreach ((YamlScalar key, YamlNode value) in section?.Entries ?? [])
        {
            if (TypeParser.IsTypeWord(key.Value))
            {
                errors.Add(key, $"'{key.Value}' is a type; choose another name for the entity kind");
                continue;
            }

            YamlMapping? node = value as YamlMapping;
            EntityKind kind = new()
            {
                Name = key.Value,
                Index = found.Count,
                Description = node?.Text(DefinitionKeys.Description),
                Retain = SpanReader.Read(node, DefinitionKeys.Retain),
            };
            found.Add((kind, node));
            _kinds.Add(kind.Name, kind);
        }

        TypeParser types = new(errors, _kinds);
        foreach ((EntityKind kind, YamlMapping? node) in found)
        {
            kind.Attributes = BindAttributes(node?.Mapping(DefinitionKeys.Attributes), types);
        }

        return [.. found.Select(f => f.Kind)];
    }

    private List<AttributeDefinition> BindAttributes(YamlMapping? section, TypeParser types)
    {
        List<AttributeDefinition> attributes = [];
        foreach ((YamlScalar key, YamlNode value) in section?.Entries ?? [])
        {
            if (key.Value == "id")
            {
                errors.Add(key, "every entity has an 'id'; choose another name for the attribute");
                continue;
            }

            YamlMapping? node = value as YamlMapping;
            attributes.Add(new AttributeDefinition
            {
                Name = key.Value,
                Index = attributes.Count,
                Type = types.ParseAttribute(node?.Scalar(DefinitionKeys.AttributeType) ?? value as YamlScalar),
                Description = node?.Text(DefinitionKeys.Description),
            });
        }

        return attributes;
    }
}
