namespace Souk.Core.Definition;

/// <summary>Checks nodes against shapes, so that whoever binds them finds only keys and texts of the right
/// form.</summary>
internal sealed class ShapeChecker(ErrorList errors)
{
    /// <summary>Adds an error for everything in a node that its shape does not allow.</summary>
    internal void Check(YamlNode node, Shape shape)
    {
        switch (shape)
        {
            case ScalarShape scalar:
                CheckScalar(node, scalar);
                break;
            case ListShape list:
                CheckList(node, list);
                break;
            case MapShape map:
                CheckMap(node, map);
                break;
            case ObjectShape known:
                CheckObject(node, known);
                break;
            default:
                throw new ArgumentException($"unknown shape {shape}", nameof(shape));
        }
    }

    private void CheckScalar(YamlNode node, ScalarShape shape)
    {
        if (node is not YamlScalar { IsEmpty: false } scalar)
        {
            errors.Add(node, $"expected {shape.What}, found {node.What}");
        }
        else if (shape.Check(scalar.Value) is string problem)
        {
            errors.Add(node, problem);
        }
    }

    private void CheckList(YamlNode node, ListShape shape)
    {
        if (node is YamlScalar { IsEmpty: false } && shape.AcceptsOne)
        {
            Check(node, shape.Item);
            return;
        }

        if (node is not YamlSequence list)
        {
            errors.Add(node, $"expected a list of {shape.What}, found {node.What}");
            return;
        }

        if (list.Items.Count < shape.Minimum || list.Items.Count > shape.Maximum)
        {
            string right = shape.Minimum == shape.Maximum
                ? $"exactly {shape.Minimum}"
                : $"{shape.Minimum} to {shape.Maximum}";
            errors.Add(node, $"expected {right} {shape.What}, found a list of {list.Items.Count}");
        }

        foreach (YamlNode item in list.Items)
        {
            Check(item, shape.Item);
        }
    }

    private void CheckMap(YamlNode node, MapShape shape)
    {
        // A section with all its entries commented out is an empty one.
        if (node is YamlScalar { IsEmpty: true })
        {
            return;
        }

        if (node is not YamlMapping map)
        {
            errors.Add(node, $"expected a mapping of {shape.What}, found {node.What}");
            return;
        }

        if (map.Entries.Count > shape.Maximum)
        {
            errors.Add(node, $"{map.Entries.Count} {shape.What}; at most {shape.Maximum} are allowed");
        }

        foreach ((YamlScalar key, YamlNode value) in map.Entries)
        {
            Check(key, shape.Key);
            Check(value, shape.Value);
        }
    }

    private void CheckObject(YamlNode node, ObjectShape shape)
    {
        if (node is YamlScalar { IsEmpty: false } && shape.Short is DefinitionKey only)
        {
            Check(node, only.Shape);
            return;
        }

        if (node is YamlScalar { IsEmpty: true } && shape.MayBeEmpty)
        {
            return;
        }

        if (node is not YamlMapping mapping)
        {
            string keys = string.Join(", ", shape.Keys.Take(4).Select(key => key.Name));
            errors.Add(node, $"expected {shape.What} (a mapping with {keys}, ...), found {node.What}");
            return;
        }

        foreach ((YamlScalar key, YamlNode value) in mapping.Entries)
        {
            if (shape.Keys.FirstOrDefault(known => known.Name == key.Value) is DefinitionKey found)
            {
                Check(value, found.Shape);
            }
            else
            {
                string hint = Suggestion.For(key.Value, shape.Keys.Select(known => known.Name), "known keys");
                errors.Add(key, $"unknown key '{key.Value}' in {shape.What}{hint}");
            }
        }

        foreach (DefinitionKey key in shape.Keys)
        {
            if (key.IsRequired && mapping.EntryOf(key) is null)
            {
                errors.Add(node, $"{shape.What} needs the key '{key.Name}': {key.Description}");
            }
        }
    }
}
