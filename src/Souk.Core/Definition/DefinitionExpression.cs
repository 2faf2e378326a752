namespace Souk.Core.Definition;

/// <summary>A CEL expression of the definition and where it stands in the file.</summary>
/// <param name="Text">The expression.</param>
/// <param name="Type">The checked type of its value, in the definition's words.</param>
/// <param name="Line">The line of its first character, from 1.</param>
/// <param name="Column">The column of its first character, from 1.</param>
public sealed record DefinitionExpression(string Text, ValueType Type, int Line, int Column)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}
