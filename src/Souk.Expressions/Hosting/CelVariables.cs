namespace Souk.Expressions;

/// <summary>
/// Named values as a context, for callers without a context type of their own, such as the columns of a file. Use
/// <see cref="Schema"/> to declare the names, then fill and evaluate. Not safe for concurrent writing.
/// </summary>
public sealed class CelVariables
{
    private readonly Dictionary<string, CelValue> _values = [];

    /// <summary>Sets a variable.</summary>
    public CelValue this[string name]
    {
        set => _values[name] = value;
    }

    /// <summary>A schema of the given variables; a value of another type than declared is an error when read.</summary>
    /// <param name="variables">Names, which may be qualified by dots, and their types.</param>
    /// <param name="container">The namespace that relative names are looked up in; empty for none.</param>
    public static CelSchema<CelVariables> Schema(
        IEnumerable<KeyValuePair<string, CelType>> variables, string container = "") =>
        Builder(variables).Container(container).Build();

    internal static CelSchemaBuilder<CelVariables> Builder(IEnumerable<KeyValuePair<string, CelType>> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        CelSchemaBuilder<CelVariables> builder = new();
        foreach ((string name, CelType type) in variables)
        {
            System.Linq.Expressions.Expression<Func<CelVariables, CelValue>> accessor = v => v.Get(name);
            builder.Add(name, new ValueMember(name, type, accessor)
            {
                IsPresent = (System.Linq.Expressions.Expression<Func<CelVariables, bool>>)(v => v.Has(name)),
                AbsentCode = CelErrorCode.UnknownVariable,
            });
        }

        return builder;
    }

    /// <summary>Forgets all values, so that the instance can serve the next row.</summary>
    public void Clear() => _values.Clear();

    internal CelValue Get(string name) => _values[name];

    internal bool Has(string name) => _values.ContainsKey(name);
}
