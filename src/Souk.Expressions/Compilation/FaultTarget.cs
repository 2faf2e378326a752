using System.Linq.Expressions;

namespace Souk.Expressions;

/// <summary>Where compiled code jumps when a fault was raised, and whether anything jumps there.</summary>
internal sealed class FaultTarget
{
    private readonly LabelTarget _label = Expression.Label();

    public bool IsUsed { get; private set; }

    public Expression Jump()
    {
        IsUsed = true;
        return Expression.Goto(_label);
    }

    public Expression Mark() => Expression.Label(_label);
}
