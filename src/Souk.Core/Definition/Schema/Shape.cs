namespace Souk.Core.Definition;

/// <summary>
/// What a node of the file may be. The loader checks nodes against shapes and the JSON Schema is written from them, so
/// both always know the same keys.
/// </summary>
internal abstract class Shape
{
    /// <summary>What is expected, for messages and for the schema: with its article.</summary>
    internal abstract string What { get; }
}
