using System.Linq.Expressions;
using System.Reflection;

namespace Souk.Expressions;

/// <summary>
/// One signature of a function. The code behind it is either a static method, which may take a fault by reference at
/// the end, or a lambda of the host, which may take the context first and may return a result with an error.
/// </summary>
internal sealed class Overload
{
    public const int DefaultCost = 5;

    public required string Function { get; init; }

    /// <summary>Whether it is called as <c>a.f(b)</c>; <c>a</c> is the first parameter.</summary>
    public required bool IsMember { get; init; }

    public required CelType[] Parameters { get; init; }

    public required CelType Result { get; init; }

    public MethodInfo? Method { get; init; }

    public LambdaExpression? Body { get; init; }

    /// <summary>How much work a call is, in units of one comparison.</summary>
    public int Cost { get; init; } = DefaultCost;

    public override string ToString()
    {
        IEnumerable<CelType> arguments = IsMember ? Parameters.Skip(1) : Parameters;
        string receiver = IsMember ? $"{Parameters[0]}." : "";
        return $"{receiver}{Function}({string.Join(", ", arguments)})";
    }
}
