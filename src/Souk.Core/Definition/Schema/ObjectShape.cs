namespace Souk.Core.Definition;

/// <summary>A mapping with known keys.</summary>
internal sealed class ObjectShape(string what, params DefinitionKey[] keys) : Shape
{
    /// <inheritdoc/>
    internal override string What => what;

    /// <summary>Its keys, in the order that they are best written in.</summary>
    internal IReadOnlyList<DefinitionKey> Keys => keys;

    /// <summary>The value that may stand for a mapping with this key alone, or null.</summary>
    internal DefinitionKey? Short { get; init; }
}
