namespace Souk.Expressions;

/// <summary>A problem in the source of an expression.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1, in UTF-16 units.</param>
/// <param name="Message">What was found and what would be right.</param>
public sealed record CelDiagnostic(int Line, int Column, string Message)
{
    /// <summary>The problem with its place, such as <c>1:17: no field 'amout' on event 'payment'</c>.</summary>
    public override string ToString() => $"{Line}:{Column}: {Message}";
}
