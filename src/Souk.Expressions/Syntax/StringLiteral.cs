using System.Globalization;
using System.Text;

namespace Souk.Expressions;

/// <summary>Reads one string or bytes literal: quotes, escapes, raw and triple-quoted forms.</summary>
internal sealed class StringLiteral(string source, int start, bool raw, bool bytes)
{
    private readonly StringBuilder _text = new();
    private readonly List<byte> _octets = [];
    private readonly int _start = start;
    private int _at = start;

    public int End => _at;

    public int ErrorOffset { get; private set; }

    public string Error { get; private set; } = "";

    public bool Read(out CelValue value)
    {
        value = default;
        char quote = source[_at];
        bool triple = string.CompareOrdinal(source, _at, new string(quote, 3), 0, 3) == 0;
        string closing = new(quote, triple ? 3 : 1);
        _at += closing.Length;
        while (string.CompareOrdinal(source, _at, closing, 0, closing.Length) != 0)
        {
            if (_at >= source.Length || (!triple && source[_at] is '\n' or '\r'))
                return Fail(_start, $"the string that starts here has no closing {closing}");
            if (source[_at] == '\\' && !raw)
            {
                if (!Escape())
                    return false;
            }
            else if (!Plain())
            {
                return false;
            }
        }

        _at += closing.Length;
        value = bytes ? CelValue.FromBytes([.. _octets]) : CelValue.FromString(_text.ToString());
        return true;
    }

    private bool Fail(int offset, string message)
    {
        ErrorOffset = Math.Min(offset, source.Length);
        Error = message;
        return false;
    }

    private bool Plain()
    {
        if (!Rune.TryGetRuneAt(source, _at, out Rune rune))
            return Fail(_at, "the source holds half a surrogate pair");
        _at += rune.Utf16SequenceLength;
        Append(rune);
        return true;
    }

    private void Append(Rune rune)
    {
        if (!bytes)
        {
            _text.Append(rune.ToString());
            return;
        }

        Span<byte> utf8 = stackalloc byte[4];
        _octets.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
    }

    private bool Escape()
    {
        int escape = _at++;
        char c = _at < source.Length ? source[_at++] : '\0';
        int simple = c switch
        {
            'a' => 7,
            'b' => 8,
            'f' => 12,
            'n' => 10,
            'r' => 13,
            't' => 9,
            'v' => 11,
            '\\' or '?' or '"' or '\'' or '`' => c,
            _ => -1,
        };
        if (simple >= 0)
        {
            Append(new Rune(simple));
            return true;
        }

        return c switch
        {
            'x' or 'X' => Code(escape, _at, 2, 16, octet: true),
            'u' when !bytes => Code(escape, _at, 4, 16, octet: false),
            'U' when !bytes => Code(escape, _at, 8, 16, octet: false),
            >= '0' and <= '3' => Code(escape, _at - 1, 3, 8, octet: true),
            _ => Fail(escape, bytes && c is 'u' or 'U'
                ? $"'\\{c}' is for strings only; write the octets with '\\x'"
                : "unknown escape; known are \\a \\b \\f \\n \\r \\t \\v \\\\ \\? \\\" \\' \\` \\xHH \\uHHHH "
                    + "\\UHHHHHHHH and \\ooo"),
        };
    }

    private bool Code(int escape, int from, int digits, int radix, bool octet)
    {
        uint code = 0;
        for (int i = from; i < from + digits; i++)
        {
            int digit = i < source.Length && char.IsAsciiHexDigit(source[i])
                ? int.Parse(source.AsSpan(i, 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                : radix;
            if (digit >= radix)
                return Fail(escape, $"this escape needs {digits} {(radix == 8 ? "octal" : "hexadecimal")} digits");
            code = (code * (uint)radix) + (uint)digit;
        }

        _at = from + digits;
        if (bytes && octet)
            _octets.Add((byte)code);
        else if (Rune.IsValid(code))
            Append(new Rune(code));
        else
            return Fail(escape, $"U+{code:X4} is no Unicode code point that a string can hold");
        return true;
    }
}
