namespace Souk.Expressions;

/// <summary>Reads types and signatures as they are written: <c>list(string), T -> optional(T)</c>.</summary>
internal sealed class TypeText
{
    private readonly string _text;
    private int _at;

    private TypeText(string text) => _text = text;

    /// <summary>A signature such as <c>string, int -> bool</c>.</summary>
    public static (CelType[] Parameters, CelType Result) ParseSignature(string text)
    {
        int arrow = text.IndexOf("->", StringComparison.Ordinal);
        TypeText parameters = new(text[..arrow].Trim());
        return (parameters._text.Length == 0 ? [] : parameters.Types(), new TypeText(text[(arrow + 2)..].Trim()).One());
    }

    private CelType[] Types()
    {
        List<CelType> types = [One()];
        while (_at < _text.Length && _text[_at] == ',')
        {
            _at++;
            types.Add(One());
        }

        return [.. types];
    }

    private CelType One()
    {
        while (_at < _text.Length && _text[_at] == ' ')
            _at++;
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '.' or '_'))
            _at++;
        string name = _text[start.._at];
        CelType[] arguments = [];
        if (_at < _text.Length && _text[_at] == '(')
        {
            _at++;
            arguments = Types();
            if (_at >= _text.Length || _text[_at++] != ')')
                throw new FormatException($"')' is missing in the signature '{_text}'");
        }

        return Make(name, arguments);
    }

    private static CelType Make(string name, CelType[] arguments) => (name, arguments.Length) switch
    {
        ("dyn", 0) => CelType.Dyn,
        ("null", 0) => CelType.Null,
        ("bool", 0) => CelType.Bool,
        ("int", 0) => CelType.Int,
        ("uint", 0) => CelType.Uint,
        ("double", 0) => CelType.Double,
        ("string", 0) => CelType.String,
        ("bytes", 0) => CelType.Bytes,
        ("timestamp", 0) => CelType.Timestamp,
        ("duration", 0) => CelType.Duration,
        ("list", 1) => CelType.List(arguments[0]),
        ("map", 2) => CelType.Map(arguments[0], arguments[1]),
        ("type", 1) => CelType.TypeOf(arguments[0]),
        ("optional", 1) => CelType.Optional(arguments[0]),
        ({ Length: 1 }, 0) => CelType.Parameter(name),
        _ => CelType.Abstract(name, arguments),
    };
}
