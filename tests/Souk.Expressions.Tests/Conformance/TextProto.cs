using System.Globalization;
using System.Text;

namespace Souk.Expressions.Tests;

/// <summary>A message in protobuf text format: field names and values, without a schema.</summary>
internal sealed class TextProto
{
    private readonly List<(string Name, object Value)> _fields = [];

    public IEnumerable<string> Names => _fields.Select(f => f.Name);

    public static TextProto Parse(string source)
    {
        Reader reader = new(source);
        return reader.Message(end: '\0');
    }

    public IEnumerable<TextProto> Messages(string name) => All(name).Cast<TextProto>();

    public TextProto? Message(string name) => (TextProto?)All(name).FirstOrDefault();

    public string? Text(string name) => All(name).FirstOrDefault() is byte[] b ? Encoding.UTF8.GetString(b) : null;

    public byte[] Octets(string name) => (byte[])All(name).First();

    /// <summary>A number or an enum name, as written.</summary>
    public string? Scalar(string name) => (string?)All(name).FirstOrDefault();

    public bool Flag(string name) => Scalar(name) == "true";

    public bool Has(string name) => All(name).Any();

    /// <summary>All names and texts, at any depth.</summary>
    public IEnumerable<string> AllText() => _fields.SelectMany(f => f.Value switch
    {
        TextProto message => message.AllText(),
        byte[] octets => [Encoding.UTF8.GetString(octets)],
        _ => Enumerable.Empty<string>(),
    }).Concat(Names);

    private IEnumerable<object> All(string name) => _fields.Where(f => f.Name == name).Select(f => f.Value);

    private sealed class Reader(string source)
    {
        private int _at;

        public TextProto Message(char end)
        {
            TextProto message = new();
            while (Peek() != end)
            {
                string name = Name();
                if (Peek() == ':')
                    _at++;
                if (Peek() == '[')
                    Values(message, name);
                else
                    message._fields.Add((name, Value()));
                if (Peek() is ',' or ';')
                    _at++;
            }

            if (end != '\0')
                _at++;
            return message;
        }

        private void Values(TextProto message, string name)
        {
            _at++;
            while (Peek() != ']')
            {
                message._fields.Add((name, Value()));
                if (Peek() == ',')
                    _at++;
            }

            _at++;
        }

        private char Peek()
        {
            while (_at < source.Length)
            {
                if (char.IsWhiteSpace(source[_at]))
                    _at++;
                else if (source[_at] == '#')
                    _at = source.IndexOf('\n', _at) is int line and >= 0 ? line : source.Length;
                else
                    return source[_at];
            }

            return '\0';
        }

        private string Name()
        {
            char first = Peek();
            int start = _at;
            if (first == '[')
            {
                _at = source.IndexOf(']', _at) + 1;
                return source[(start + 1)..(_at - 1)];
            }

            return Word();
        }

        private string Word()
        {
            Peek();
            int start = _at;
            while (_at < source.Length
                && (char.IsLetterOrDigit(source[_at]) || source[_at] is '_' or '.' or '-' or '+'))
                _at++;
            return _at > start
                ? source[start.._at]
                : throw new FormatException($"unexpected '{Peek()}' at {_at} of the text proto");
        }

        private object Value()
        {
            switch (Peek())
            {
                case '{':
                    _at++;
                    return Message('}');
                case '<':
                    _at++;
                    return Message('>');
                case '"' or '\'':
                    List<byte> octets = [];
                    while (Peek() is '"' or '\'')
                        ReadString(octets);
                    return octets.ToArray();
                default:
                    return Word();
            }
        }

        private void ReadString(List<byte> octets)
        {
            char quote = source[_at++];
            while (source[_at] != quote)
            {
                if (source[_at] == '\\')
                {
                    ReadEscape(octets);
                }
                else
                {
                    Rune rune = Rune.GetRuneAt(source, _at);
                    _at += rune.Utf16SequenceLength;
                    octets.AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
                }
            }

            _at++;
        }

        private void ReadEscape(List<byte> octets)
        {
            char c = source[_at + 1];
            _at += 2;
            const string Letters = "abfnrtv";
            int letter = Letters.IndexOf(c, StringComparison.Ordinal);
            if (letter >= 0)
                octets.Add((byte)"\a\b\f\n\r\t\v"[letter]);
            else if (c is 'x' or 'X')
                octets.Add((byte)Digits(2, 16));
            else if (c is 'u' or 'U')
                octets.AddRange(Encoding.UTF8.GetBytes(new Rune(Digits(c == 'u' ? 4 : 8, 16)).ToString()));
            else if (c is >= '0' and <= '7')
            {
                _at--;
                octets.Add((byte)Digits(3, 8));
            }
            else
                octets.Add((byte)c);
        }

        private int Digits(int most, int radix)
        {
            int value = 0;
            for (int i = 0; i < most && char.IsAsciiHexDigit(source[_at]); i++, _at++)
            {
                int digit = int.Parse(source.AsSpan(_at, 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                if (digit >= radix)
                    break;
                value = (value * radix) + digit;
            }

            return value;
        }
    }
}
