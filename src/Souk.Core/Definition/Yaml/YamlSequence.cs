namespace Souk.Core.Definition;

/// <summary>A list.</summary>
internal sealed class YamlSequence(int line, int column, IReadOnlyList<YamlNode> items) : YamlNode(line, column)
{
    /// <summary>Its items, in order.</summary>
    internal IReadOnlyList<YamlNode> Items => items;

    /// <inheritdoc/>
    internal override string What => "a list";
}
