using System.Reflection;

namespace Souk.Expressions;

/// <summary>The functions that every expression may use: the language's own and its usual extensions.</summary>
internal static class StandardLibrary
{
    private static readonly Type[] Parts =
    [
        typeof(IntegerFunctions), typeof(DoubleFunctions), typeof(TextFunctions), typeof(StringExtensions),
        typeof(AggregateFunctions), typeof(ConversionFunctions), typeof(TimeFunctions), typeof(MathFunctions),
        typeof(OptionalFunctions), typeof(EncoderFunctions), typeof(NetworkFunctions), typeof(StringFormat),
    ];

    public static FunctionTable Functions { get; } = new(Parts.SelectMany(OverloadsOf));

    private static IEnumerable<Overload> OverloadsOf(Type part) =>
        from method in part.GetMethods(BindingFlags.Static | BindingFlags.Public)
        from function in method.GetCustomAttributes<FunctionAttribute>()
        select ToOverload(method, function);

    private static Overload ToOverload(MethodInfo method, FunctionAttribute function)
    {
        (CelType[] parameters, CelType result) = function.Signature is null
            ? FromMethod(method)
            : TypeText.ParseSignature(function.Signature);
        return new Overload
        {
            Function = function.Name,
            IsMember = function.IsMember,
            Parameters = parameters,
            Result = result,
            Method = method,
            Cost = function.Cost,
        };
    }

    private static (CelType[] Parameters, CelType Result) FromMethod(MethodInfo method)
    {
        IEnumerable<CelType> parameters = method.GetParameters()
            .Where(p => !p.ParameterType.IsByRef)
            .Select(p => ClrTypes.ToCel(p.ParameterType)!);
        return ([.. parameters], ClrTypes.ToCel(method.ReturnType)!);
    }
}
