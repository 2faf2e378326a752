using System.Linq.Expressions;

namespace Souk.Expressions;

/// <summary>Declares the fields of an object, or the variables of a schema.</summary>
/// <typeparam name="TContext">What a program reads its values from.</typeparam>
public class CelObjectBuilder<TContext>
{
    private readonly string _prefix;
    private readonly Dictionary<string, Member> _members = [];

    internal CelObjectBuilder(string prefix) => _prefix = prefix;

    internal IReadOnlyDictionary<string, Member> MemberTable => _members;

    /// <summary>Declares a value.</summary>
    /// <typeparam name="T">
    /// bool, long, ulong, double, string, byte[], <see cref="CelTimestamp"/>, <see cref="CelDuration"/>,
    /// <see cref="CelList"/>, <see cref="CelMap"/> or <see cref="CelValue"/>.
    /// </typeparam>
    /// <param name="name">The name; dots in it make a qualified name, not objects.</param>
    /// <param name="accessor">
    /// Reads the value; inlined into programs, with captured variables as they are when a program is compiled. Must be
    /// pure. Null reads as absent.
    /// </param>
    /// <param name="isPresent">
    /// Whether there is a value; null means always. Reading an absent value is an error of the evaluation, unless
    /// <c>has()</c> was asked first.
    /// </param>
    /// <param name="type">The type, where the CLR type does not say enough: element types, dyn narrowed.</param>
    /// <exception cref="ArgumentException">The name is taken or no name, or the types do not fit.</exception>
    public CelObjectBuilder<TContext> Field<T>(
        string name,
        Expression<Func<TContext, T>> accessor,
        Expression<Func<TContext, bool>>? isPresent = null,
        CelType? type = null)
    {
        ArgumentNullException.ThrowIfNull(accessor);
        return Add(name, new ValueMember(_prefix + name, TypeOf(name, typeof(T), type), accessor)
        {
            IsPresent = isPresent,
        });
    }

    /// <summary>Declares a text that can be compared without becoming a string.</summary>
    /// <param name="name">The name.</param>
    /// <param name="accessor">Reads the text.</param>
    /// <param name="equalsUtf8">Whether the text, as UTF-8, equals the given octets.</param>
    /// <param name="isPresent">Whether there is a text; null means always.</param>
    /// <exception cref="ArgumentException">The name is taken or no name.</exception>
    public CelObjectBuilder<TContext> TextField(
        string name,
        Expression<Func<TContext, string>> accessor,
        Expression<Func<TContext, byte[], bool>> equalsUtf8,
        Expression<Func<TContext, bool>>? isPresent = null)
    {
        ArgumentNullException.ThrowIfNull(accessor);
        ArgumentNullException.ThrowIfNull(equalsUtf8);
        return Add(name, new ValueMember(_prefix + name, CelType.String, accessor)
        {
            IsPresent = isPresent,
            EqualsUtf8 = equalsUtf8,
        });
    }

    /// <summary>Declares an object to select fields from.</summary>
    /// <param name="name">The name.</param>
    /// <param name="description">What errors call it, such as <c>event 'payment'</c>.</param>
    /// <param name="fields">Declares its fields.</param>
    /// <exception cref="ArgumentException">The name is taken or no name.</exception>
    public CelObjectBuilder<TContext> Object(
        string name, string description, Action<CelObjectBuilder<TContext>> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        CelObjectBuilder<TContext> builder = new(_prefix + name + ".");
        fields(builder);
        return Add(name, new ObjectMember(_prefix + name, description, builder._members));
    }

    internal CelObjectBuilder<TContext> Add(string name, Member member)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.') || char.IsAsciiDigit(name[0]))
            throw new ArgumentException($"'{name}' is no name; letters, digits and '_' are, digits not first");
        if (!_members.TryAdd(name, member))
            throw new ArgumentException($"'{_prefix}{name}' is declared already");
        return this;
    }

    private static CelType TypeOf(string name, Type clrType, CelType? declared)
    {
        CelType natural = ClrTypes.ToCel(clrType)
            ?? throw new ArgumentException($"'{name}' cannot be read as {clrType}; see the list of types");
        if (declared is null)
            return natural;
        bool fits = ClrTypes.Of(declared) == clrType || clrType == typeof(CelValue);
        return fits
            ? declared
            : throw new ArgumentException($"'{name}' is declared as {declared}, but read as {clrType}");
    }
}
