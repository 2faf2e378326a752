namespace Souk.Expressions;

/// <summary>
/// Declares a static method as an overload of a function of the language. The types come from the method's
/// parameters unless a signature such as <c>list(T) -> T</c> says more. A last parameter <c>ref CelFault</c> is no
/// parameter of the function.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class FunctionAttribute(string name, string? signature = null) : Attribute
{
    public string Name { get; } = name;

    public string? Signature { get; } = signature;

    public bool IsMember { get; init; }

    public int Cost { get; init; } = Overload.DefaultCost;
}
