namespace Souk.Core.Definition;

/// <summary>A mapping of keys to nodes. Keys are unique.</summary>
internal sealed class YamlMapping(int line, int column, IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> entries)
    : YamlNode(line, column)
{
    /// <summary>Its entries, in order.</summary>
    internal IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> Entries => entries;

    /// <inheritdoc/>
    internal override string What => "a mapping";

    /// <summary>The value of a key, or null if the key is not there.</summary>
    internal YamlNode? Find(DefinitionKey key) => EntryOf(key)?.Value;

    /// <summary>The key and value of a key, or null if the key is not there.</summary>
    internal KeyValuePair<YamlScalar, YamlNode>? EntryOf(DefinitionKey key)
    {
        foreach (KeyValuePair<YamlScalar, YamlNode> entry in entries)
        {
            if (entry.Key.Value == key.Name)
            {
                return entry;
            }
        }

        return null;
    }

    /// <summary>The scalar of a key; null if the key is not there, has nothing, or has no scalar.</summary>
    internal YamlScalar? Scalar(DefinitionKey key) => Find(key) is YamlScalar { IsEmpty: false } scalar ? scalar : null;

    /// <summary>The text of a key, or null.</summary>
    internal string? Text(DefinitionKey key) => Scalar(key)?.Value;

    /// <summary>The mapping of a key, or null.</summary>
    internal YamlMapping? Mapping(DefinitionKey key) => Find(key) as YamlMapping;

    /// <summary>The scalars of a key that has a list of scalars, or one scalar; else empty.</summary>
    internal IReadOnlyList<YamlScalar> Scalars(DefinitionKey key) => Find(key) switch
    {
        YamlScalar { IsEmpty: false } scalar => [scalar],
        YamlSequence list => [.. list.Items.OfType<YamlScalar>()],
        _ => [],
    };
}
