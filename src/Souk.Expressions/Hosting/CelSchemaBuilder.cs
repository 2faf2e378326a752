using System.Linq.Expressions;

namespace Souk.Expressions;

/// <summary>Declares what expressions may refer to. Not safe for concurrent use; the schema it builds is.</summary>
/// <typeparam name="TContext">What a program reads its values from.</typeparam>
public sealed class CelSchemaBuilder<TContext> : CelObjectBuilder<TContext>
{
    private readonly List<Overload> _functions = [];
    private string _container = "";

    /// <summary>A schema without members, with the functions of the language.</summary>
    public CelSchemaBuilder()
        : base("")
    {
    }

    /// <summary>Sets the namespace that relative names are looked up in, such as <c>com.example</c>.</summary>
    public CelSchemaBuilder<TContext> Container(string container)
    {
        _container = container;
        return this;
    }

    /// <summary>Declares a function. Several of one name are overloads.</summary>
    /// <param name="name">The name, such as <c>in_list</c> or <c>geo.distance</c>.</param>
    /// <param name="body">
    /// The code; inlined into programs, must be pure. A first parameter of type <typeparamref name="TContext"/> is the
    /// context. A function that can fail returns a <see cref="CelResult{T}"/>.
    /// </param>
    /// <param name="signature">
    /// The types such as <c>string, list(T) -> T</c>, where the CLR types do not say enough; null takes them from the
    /// lambda.
    /// </param>
    /// <param name="isMember">Whether it is called as <c>a.f(b)</c> rather than <c>f(a, b)</c>.</param>
    /// <param name="cost">How much work a call is, in units of one comparison.</param>
    /// <exception cref="ArgumentException">The types do not fit the language or the signature.</exception>
    public CelSchemaBuilder<TContext> Function(
        string name, LambdaExpression body, string? signature = null, bool isMember = false, int cost = 10)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(body);
        ArgumentOutOfRangeException.ThrowIfNegative(cost);
        Type[] clrTypes = [.. body.Parameters.Select(p => p.Type)];
        if (clrTypes is [Type first, ..] && first == typeof(TContext))
            clrTypes = clrTypes[1..];
        Type returned = body.ReturnType is { IsGenericType: true } generic
            && generic.GetGenericTypeDefinition() == typeof(CelResult<>) ? generic.GetGenericArguments()[0]
            : body.ReturnType;
        (CelType[] parameters, CelType result) = signature is null
            ? ([.. clrTypes.Select(t => Natural(name, t))], Natural(name, returned))
            : TypeText.ParseSignature(signature);
        if (!parameters.Select(ClrTypes.Of).SequenceEqual(clrTypes) || ClrTypes.Of(result) != returned)
            throw new ArgumentException($"the signature of '{name}' does not fit its code: {signature}");
        if (isMember && parameters.Length == 0)
            throw new ArgumentException($"'{name}' is called on a value, so it needs a parameter");
        _functions.Add(new Overload
        {
            Function = name,
            IsMember = isMember,
            Parameters = parameters,
            Result = result,
            Body = body,
            Cost = cost,
        });
        return this;
    }

    /// <summary>The schema of all that was declared.</summary>
    public CelSchema<TContext> Build() => new(Declared);

    internal Declarations Declared => new(
        new Dictionary<string, Member>(MemberTable), StandardLibrary.Functions.With(_functions))
    {
        Container = _container,
    };

    private static CelType Natural(string name, Type type) => ClrTypes.ToCel(type)
        ?? throw new ArgumentException($"the function '{name}' uses {type}, which the language does not know");
}
