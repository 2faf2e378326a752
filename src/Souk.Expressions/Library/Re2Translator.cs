using System.Globalization;
using System.Text;

namespace Souk.Expressions;

/// <summary>
/// Rewrites RE2 syntax as .NET syntax where the two differ: Perl classes and word borders are ASCII, <c>$</c> does not
/// stand before a last line break, <c>(?P&lt;name&gt;</c>, <c>\Q..\E</c>, <c>\x{10FFFF}</c>, <c>\pN</c> and
/// <c>[[:alpha:]]</c> exist; look-around, back-references, <c>\Z</c> and <c>\G</c> do not.
/// </summary>
internal sealed class Re2Translator
{
    private static readonly Dictionary<string, string> PosixClasses = new()
    {
        ["alnum"] = "0-9A-Za-z",
        ["alpha"] = "A-Za-z",
        ["ascii"] = @"\x00-\x7F",
        ["blank"] = @"\t ",
        ["cntrl"] = @"\x00-\x1F\x7F",
        ["digit"] = "0-9",
        ["graph"] = "!-~",
        ["lower"] = "a-z",
        ["print"] = " -~",
        ["punct"] = @"!-/:-@\[-`{-~",
        ["space"] = @"\t\n\v\f\r ",
        ["upper"] = "A-Z",
        ["word"] = "0-9A-Za-z_",
        ["xdigit"] = "0-9A-Fa-f",
    };

    private readonly string _pattern;
    private readonly StringBuilder _result = new();
    private int _at;
    private string? _problem;
    private bool _multiline;

    private Re2Translator(string pattern) => _pattern = pattern;

    public static bool TryTranslate(string pattern, out string translated, out string problem)
    {
        Re2Translator translator = new(pattern);
        while (translator._problem is null && translator._at < pattern.Length)
            translator.Step();
        translated = translator._result.ToString();
        problem = translator._problem is null
            ? ""
            : $"the regular expression '{pattern}' is not valid: {translator._problem}";
        return translator._problem is null;
    }

    private char Peek(int ahead = 0) => _at + ahead < _pattern.Length ? _pattern[_at + ahead] : '\0';

    private void Step()
    {
        switch (Peek())
        {
            case '\\':
                Escape(inClass: false);
                break;
            case '[':
                Class();
                break;
            case '(' when Peek(1) == '?':
                Group();
                break;
            case '$' when !_multiline:
                _result.Append(@"\z");
                _at++;
                break;
            case '{':
                Repetition();
                break;
            case '#' or ' ':
                _result.Append('\\').Append(_pattern[_at++]);
                break;
            default:
                _result.Append(_pattern[_at++]);
                break;
        }
    }

    private void Repetition()
    {
        int end = _pattern.IndexOf('}', _at);
        string body = end < 0 ? "" : _pattern[(_at + 1)..end];
        string[] bounds = body.Split(',');
        bool isCount = body.Length > 0 && bounds.Length <= 2 && bounds[0].Length > 0
            && bounds.All(b => b.All(char.IsAsciiDigit));
        if (!isCount)
        {
            _result.Append(@"\{");
            _at++;
            return;
        }

        if (bounds.Any(b => b.Length > 4 || (b.Length > 0 && int.Parse(b, CultureInfo.InvariantCulture)
            > CelLimits.MaxRegexRepeat)))
            _problem = $"a repetition of more than {CelLimits.MaxRegexRepeat}";
        _result.Append(_pattern, _at, end + 1 - _at);
        _at = end + 1;
    }

    private void Group()
    {
        int start = _at;
        if (Peek(2) == 'P' && Peek(3) == '<')
        {
            _result.Append("(?<");
            _at += 4;
            return;
        }

        _at += 2;
        while (char.IsAsciiLetter(Peek()) || Peek() == '-')
            _at++;
        string flags = _pattern[(start + 2).._at];
        if (Peek() is not (':' or ')') || flags.Any(f => !"imsU-".Contains(f, StringComparison.Ordinal)))
        {
            if (Peek() == '<' && flags.Length == 0 && Peek(1) is not ('=' or '!'))
                _result.Append("(?");
            else
                _problem = "look-around and other '(?' forms do not exist in RE2";
            return;
        }

        if (flags.Contains('U', StringComparison.Ordinal))
            _problem = "the flag U is not supported";
        int minus = flags.IndexOf('-', StringComparison.Ordinal);
        int multiline = flags.IndexOf('m', StringComparison.Ordinal);
        if (multiline >= 0)
            _multiline = minus < 0 || multiline < minus;
        _result.Append("(?").Append(flags);
    }

    private void Class()
    {
        _result.Append('[');
        _at++;
        if (Peek() == '^')
        {
            _result.Append('^');
            _at++;
        }

        bool first = true;
        while (_problem is null && (first || Peek() != ']'))
        {
            if (_at >= _pattern.Length)
                _problem = "a '[' without ']'";
            else if (Peek() == '[' && Peek(1) == ':')
                PosixClass();
            else if (Peek() == '\\')
                Escape(inClass: true);
            else if (Peek() is '[' or ']')
                _result.Append('\\').Append(_pattern[_at++]);
            else
                _result.Append(_pattern[_at++]);
            first = false;
        }

        _result.Append(']');
        _at++;
    }

    private void PosixClass()
    {
        int end = _pattern.IndexOf(":]", _at + 2, StringComparison.Ordinal);
        string name = end < 0 ? "" : _pattern[(_at + 2)..end];
        if (!PosixClasses.TryGetValue(name, out string? members))
        {
            _problem = $"no character class '{name}'";
            return;
        }

        _result.Append(members);
        _at = end + 2;
    }

    private void Escape(bool inClass)
    {
        char c = Peek(1);
        _at += 2;
        switch (c)
        {
            case 'd' or 'w' or 's':
                string members = c == 'd' ? "0-9" : c == 'w' ? "0-9A-Za-z_" : @"\t\n\f\r ";
                _result.Append(inClass ? members : $"[{members}]");
                break;
            case 'D' or 'W' or 'S' when !inClass:
                _result.Append(c == 'D' ? "[^0-9]" : c == 'W' ? "[^0-9A-Za-z_]" : @"[^\t\n\f\r ]");
                break;
            case 'D' or 'W' or 'S':
                _result.Append(c == 'D' ? @"\x00-/:-\uFFFF" : c == 'W'
                    ? @"\x00-/:-@\[-^`{-\uFFFF" : @"\x00-\x08\x0B\x0E-\x1F!-\uFFFF");
                break;
            case 'Q':
                Quoted();
                break;
            case 'x' when Peek() == '{':
                CodePoint(inClass);
                break;
            case 'p' or 'P' when Peek() != '{':
                _result.Append('\\').Append(c).Append('{').Append(Peek()).Append('}');
                _at++;
                break;
            case 'Z' or 'G' or 'C' or 'k' or 'X' or 'R' or 'K' or 'N' or 'g' or 'e' or 'c' or 'u' or '\0':
            case >= '1' and <= '9':
                _problem = c == '\0' ? "a lone '\\' at the end" : $"the escape '\\{c}' does not exist in RE2";
                break;
            default:
                _result.Append('\\').Append(c);
                break;
        }
    }

    private void Quoted()
    {
        int end = _pattern.IndexOf(@"\E", _at, StringComparison.Ordinal);
        string literal = end < 0 ? _pattern[_at..] : _pattern[_at..end];
        foreach (char c in literal)
            _result.Append(char.IsAsciiLetterOrDigit(c) || c > 127 ? "" : "\\").Append(c);
        _at = end < 0 ? _pattern.Length : end + 2;
    }

    private void CodePoint(bool inClass)
    {
        int end = _pattern.IndexOf('}', _at);
        string digits = end < 0 ? "" : _pattern[(_at + 1)..end];
        bool valid = int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
            && Rune.IsValid(code);
        if (!valid || (inClass && code > 0xFFFF))
        {
            _problem = $"'\\x{{{digits}}}' is no code point that can stand here";
            return;
        }

        foreach (char c in new Rune(code).ToString())
            _result.Append($"\\u{(int)c:X4}");
        _at = end + 1;
    }
}
