using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Souk.Expressions;

/// <summary>
/// Puts the body of a lambda of the host in place, with its parameters replaced. Captured variables become constants,
/// so that an accessor may capture a column's number and costs no more than if it were written out.
/// </summary>
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

    protected override Expression VisitMember(MemberExpression node)
    {
        bool isCaptured = node is { Member: FieldInfo, Expression: ConstantExpression }
            && node.Member.DeclaringType!.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);
        if (!isCaptured)
            return base.VisitMember(node);
        object? value = ((FieldInfo)node.Member).GetValue(((ConstantExpression)node.Expression!).Value);
        return Expression.Constant(value, node.Type);
    }
}
