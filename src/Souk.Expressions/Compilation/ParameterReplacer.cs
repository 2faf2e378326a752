using System.Linq.Expressions;

namespace Souk.Expressions;

/// <summary>Puts the body of a lambda of the host in place, with its parameters replaced.</summary>
internal sealed class ParameterReplacer : ExpressionVisitor
{
    private readonly Dictionary<ParameterExpression, Expression> _replacements;

    private ParameterReplacer(Dictionary<ParameterExpression, Expression> replacements) =>
        _replacements = replacements;

    public static Expression Inline(LambdaExpression lambda, params Expression[] arguments)
    {
        Dictionary<ParameterExpression, Expression> replacements = [];
        for (int i = 0; i < arguments.Length; i++)
            replacements.Add(lambda.Parameters[i], arguments[i]);
        return new ParameterReplacer(replacements).Visit(lambda.Body);
    }

    protected override Expression VisitParameter(ParameterExpression node) =>
        _replacements.GetValueOrDefault(node, node);
}
