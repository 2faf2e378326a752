namespace Souk.Core.Definition;

/// <summary>Reads types as the definition writes them.</summary>
internal sealed class TypeParser(ErrorList errors, IReadOnlyDictionary<string, EntityKind> kinds)
{
    private const string ListPrefix = "list of ";

    private static readonly Dictionary<string, ValueType> ScalarTypes = new()
    {
        ["text"] = ValueType.Text,
        ["number"] = ValueType.Number,
        ["whole"] = ValueType.Whole,
        ["money"] = ValueType.Money,
        ["time"] = ValueType.Time,
        ["flag"] = ValueType.Flag,
    };

    /// <summary>Stands for a type that was wrong, so that one mistake is reported once. Never leaves the
    /// loader.</summary>
    internal static ValueType Broken { get; } = new((ValueKind)(-1));

    /// <summary>Whether a name means a type and so cannot be an entity kind's.</summary>
    internal static bool IsTypeWord(string name) => name == "list" || ScalarTypes.ContainsKey(name);

    /// <summary>Reads the type of an attribute.</summary>
    internal ValueType ParseAttribute(YamlScalar? text)
    {
        (ValueType type, bool isOptional) = ParseField(text);
        if (isOptional)
        {
            errors.Add(text!, "an attribute may always be without a value; leave out '?'");
        }

        return type;
    }

    /// <summary>Reads the type of a field: with <c>?</c> at its end the field is optional.</summary>
    internal (ValueType Type, bool IsOptional) ParseField(YamlScalar? text)
    {
        if (text is null or { IsEmpty: true })
        {
            return (Broken, false);
        }

        string written = text.Value.Trim();
        bool isOptional = written.EndsWith('?');
        written = isOptional ? written[..^1].TrimEnd() : written;
        if (!written.StartsWith(ListPrefix, StringComparison.Ordinal))
        {
            return (ParseScalar(text, written), isOptional);
        }

        string element = written[ListPrefix.Length..].Trim();
        if (element.StartsWith("list", StringComparison.Ordinal) && !kinds.ContainsKey(element))
        {
            errors.Add(text, "a list of lists; the elements of a list are single values");
            return (Broken, isOptional);
        }

        ValueType type = ParseScalar(text, element);
        return (type == Broken ? Broken : ValueType.ListOf(type), isOptional);
    }

    private ValueType ParseScalar(YamlScalar text, string name)
    {
        if (ScalarTypes.TryGetValue(name, out ValueType? scalar))
        {
            return scalar;
        }

        if (kinds.TryGetValue(name, out EntityKind? kind))
        {
            return ValueType.ReferenceTo(kind);
        }

        string hint = name == "list"
            ? "; say of what, for example 'list of text'"
            : Suggestion.For(name, [.. ScalarTypes.Keys, .. kinds.Keys], "types and entity kinds");
        errors.Add(text, $"'{name}' is no type and no entity kind{hint}");
        return Broken;
    }
}
