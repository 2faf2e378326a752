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

    /// <summary>Keys of which exactly one must be there; empty if there are none.</summary>
    internal IReadOnlyList<DefinitionKey> ExactlyOneOf { get; init; } = [];

    /// <summary>Whether it may be left empty: an entity kind that is no more than a name.</summary>
    internal bool MayBeEmpty => ExactlyOneOf.Count == 0 && !keys.Any(key => key.IsRequired);
}
