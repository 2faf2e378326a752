namespace Souk.Core.Definition;

/// <summary>One thing that is wrong in a definition file.</summary>
/// <param name="File">The file, as it was named to the loader.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record DefinitionError(string File, int Line, int Column, string Message)
{
    /// <summary>The form that editors and terminals make clickable: <c>file:line:column: message</c>.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}: {Message}";
}
