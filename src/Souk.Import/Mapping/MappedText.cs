namespace Souk.Import.Mapping;

/// <summary>An expression of a mapping with its place in the file.</summary>
/// <param name="Text">The expression, over columns.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
internal sealed record MappedText(string Text, int Line, int Column);
