using Souk.Expressions;

namespace Souk.Core.Definition;

/// <summary>Checks expressions, with errors at their places in the file.</summary>
internal sealed class ExpressionChecker(ErrorList errors)
{
    private readonly Dictionary<EventType, ExpressionScope> _scopes = [];

    /// <summary>What expressions over an event of a type can read.</summary>
    internal ExpressionScope ScopeOf(EventType type)
    {
        if (!_scopes.TryGetValue(type, out ExpressionScope? scope))
        {
            scope = ExpressionScope.OfEvent(type);
            _scopes.Add(type, scope);
        }

        return scope;
    }

    /// <summary>Checks an expression of any type; null if it is wrong, with the errors added.</summary>
    internal CheckedExpression? Check(YamlScalar text, ExpressionScope scope)
    {
        (int line, int column) = text.PositionOf(0);
        string written = text.Value.Trim();
        if (scope.Members.FirstOrDefault(m => m.Path == written) is ExpressionMember member)
        {
            return new CheckedExpression(new DefinitionExpression(text.Value, member.Type, line, column), member);
        }

        if (text.IsEmpty || text.Value.Length > DefinitionLimits.MaxExpressionLength)
        {
            return null;
        }

        CelCheck check = scope.Check(text.Value);
        foreach (CelDiagnostic problem in check.Diagnostics)
        {
            (int problemLine, int problemColumn) = text.PositionOf(OffsetOf(text.Value, problem));
            errors.Add(problemLine, problemColumn, problem.Message);
        }

        if (check.ResultType is null)
        {
            return null;
        }

        ValueType? type = CheckSchemas.FromCel(check.ResultType)
            ?? (check.ResultType.Kind == CelTypeKind.Dyn && scope.HasBroken ? TypeParser.Broken : null);
        if (type is null)
        {
            errors.Add(
                line, column,
                $"this gives {check.ResultType}, which cannot be kept{HowToConvert(check.ResultType)}");
            return null;
        }

        return new CheckedExpression(new DefinitionExpression(text.Value, type, line, column), null);
    }

    private static string HowToConvert(CelType type) => type.Kind switch
    {
        CelTypeKind.Duration => "; a duration d in seconds is d.getSeconds()",
        CelTypeKind.Uint => "; make it whole with int(...)",
        CelTypeKind.Dyn => "; say what it is with double(...), int(...) or string(...)",
        _ => "; it must give text, number, whole, time, flag or a list of these",
    };

    internal static int OffsetOf(string text, CelDiagnostic problem)
    {
        int start = 0;
        for (int line = 1; line < problem.Line; line++)
        {
            start = text.IndexOf('\n', start) + 1;
        }

        return Math.Min(text.Length, start + problem.Column - 1);
    }
}
