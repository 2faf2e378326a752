using System.Globalization;

namespace Souk.Expressions;

/// <summary>Splits a source into tokens. The first problem ends it: an End token follows.</summary>
internal sealed class Lexer(string source, DiagnosticBag diagnostics)
{
    private static readonly HashSet<string> ReservedWords =
    [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    ];

    private int _at;

    public Token Next()
    {
        SkipBlanks();
        if (_at >= source.Length)
            return new Token(TokenKind.End, source.Length, source.Length, "", default);
        char c = source[_at];
        if (IsNameStart(c))
            return NameOrPrefixedString();
        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))))
            return Number();
        if (c is '"' or '\'')
            return String(_at, raw: false, bytes: false);
        if (c == '`')
            return QuotedIdentifier();
        return Symbol(c);
    }

    private char Peek(int ahead) => _at + ahead < source.Length ? source[_at + ahead] : '\0';

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private void SkipBlanks()
    {
        while (_at < source.Length)
        {
            if (source[_at] is ' ' or '\t' or '\n' or '\r' or '\f')
                _at++;
            else if (source[_at] == '/' && Peek(1) == '/')
                _at = source.IndexOf('\n', _at) is int end and >= 0 ? end : source.Length;
            else
                return;
        }
    }

    private Token NameOrPrefixedString()
    {
        int start = _at;
        while (_at < source.Length && IsNamePart(source[_at]))
            _at++;
        string name = source[start.._at];
        if (Peek(0) is '"' or '\'' && name.ToUpperInvariant() is "R" or "B" or "RB" or "BR")
            return String(start, name.AsSpan().ContainsAny('r', 'R'), name.AsSpan().ContainsAny('b', 'B'));
        return name switch
        {
            "true" => Make(TokenKind.Literal, start, value: CelValue.FromBool(true)),
            "false" => Make(TokenKind.Literal, start, value: CelValue.FromBool(false)),
            "null" => Make(TokenKind.Literal, start, value: CelValue.Null),
            "in" => Make(TokenKind.In, start, name),
            _ => Make(ReservedWords.Contains(name) ? TokenKind.Reserved : TokenKind.Identifier, start, name),
        };
    }

    private Token Make(TokenKind kind, int start, string text = "", CelValue value = default) =>
        new(kind, start, _at, text, value);

    private Token Fail(int offset, string message)
    {
        diagnostics.Add(offset, message);
        _at = source.Length;
        return new Token(TokenKind.Invalid, offset, offset, "", default);
    }

    private Token String(int start, bool raw, bool bytes)
    {
        StringLiteral literal = new(source, _at, raw, bytes);
        if (!literal.Read(out CelValue value))
            return Fail(literal.ErrorOffset, literal.Error);
        _at = literal.End;
        return Make(TokenKind.Literal, start, value: value);
    }

    private Token QuotedIdentifier()
    {
        int start = _at++;
        while (_at < source.Length && (IsNamePart(source[_at]) || source[_at] is '.' or '-' or '/' or ' '))
            _at++;
        if (Peek(0) != '`')
            return Fail(start, "a quoted field name must end with '`' and may hold letters, digits, '_', '.', '-', '/' "
                + "and blanks");
        string name = source[(start + 1).._at++];
        return name.Length == 0
            ? Fail(start, "a quoted field name must not be empty")
            : Make(TokenKind.QuotedIdentifier, start, name);
    }

    private Token Number()
    {
        int start = _at;
        if (Peek(0) == '0' && Peek(1) is 'x' or 'X' && char.IsAsciiHexDigit(Peek(2)))
            return Hexadecimal(start);
        bool isDouble = false;
        SkipDigits();
        if (Peek(0) == '.' && char.IsAsciiDigit(Peek(1)))
        {
            isDouble = true;
            _at++;
            SkipDigits();
        }

        if (Peek(0) is 'e' or 'E' && (char.IsAsciiDigit(Peek(1)) ||
            (Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2)))))
        {
            isDouble = true;
            _at += 2;
            SkipDigits();
        }

        string digits = source[start.._at];
        if (isDouble)
            return EndNumber(start, CelValue.FromDouble(double.Parse(digits, CultureInfo.InvariantCulture)));
        if (!ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong whole))
            return Fail(start, $"the number {digits} does not fit into 64 bits");
        return Whole(start, whole);
    }

    private Token Hexadecimal(int start)
    {
        _at += 2;
        while (char.IsAsciiHexDigit(Peek(0)))
            _at++;
        string digits = source[(start + 2).._at];
        return ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong whole)
            ? Whole(start, whole)
            : Fail(start, $"the number 0x{digits} does not fit into 64 bits");
    }

    // The smallest int has no positive twin; the parser joins it with its minus sign, so 2^63 passes here as a uint.
    private Token Whole(int start, ulong whole)
    {
        if (Peek(0) is 'u' or 'U')
        {
            _at++;
            return EndNumber(start, CelValue.FromUint(whole));
        }

        if (whole <= long.MaxValue)
            return EndNumber(start, CelValue.FromInt((long)whole));
        return whole == Parser.SmallestIntMagnitude
            ? Make(TokenKind.Literal, start, Parser.SmallestIntMark, CelValue.FromUint(whole))
            : Fail(start, $"the number {source[start.._at]} does not fit into a signed 64-bit integer; write "
                + $"{source[start.._at]}u for an unsigned one");
    }

    private Token EndNumber(int start, CelValue value) => IsNameStart(Peek(0))
        ? Fail(_at, $"unexpected '{Peek(0)}' right behind the number {source[start.._at]}")
        : Make(TokenKind.Literal, start, value: value);

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Peek(0)))
            _at++;
    }

    private Token Symbol(char c)
    {
        int start = _at;
        (TokenKind kind, int length) = (c, Peek(1)) switch
        {
            ('&', '&') => (TokenKind.And, 2),
            ('|', '|') => (TokenKind.Or, 2),
            ('=', '=') => (TokenKind.Equal, 2),
            ('!', '=') => (TokenKind.NotEqual, 2),
            ('<', '=') => (TokenKind.LessEqual, 2),
            ('>', '=') => (TokenKind.GreaterEqual, 2),
            ('<', _) => (TokenKind.Less, 1),
            ('>', _) => (TokenKind.Greater, 1),
            ('!', _) => (TokenKind.Not, 1),
            ('(', _) => (TokenKind.LeftParen, 1),
            (')', _) => (TokenKind.RightParen, 1),
            ('[', _) => (TokenKind.LeftBracket, 1),
            (']', _) => (TokenKind.RightBracket, 1),
            ('{', _) => (TokenKind.LeftBrace, 1),
            ('}', _) => (TokenKind.RightBrace, 1),
            ('.', _) => (TokenKind.Dot, 1),
            (',', _) => (TokenKind.Comma, 1),
            (':', _) => (TokenKind.Colon, 1),
            ('?', _) => (TokenKind.Question, 1),
            ('-', _) => (TokenKind.Minus, 1),
            ('+', _) => (TokenKind.Plus, 1),
            ('*', _) => (TokenKind.Star, 1),
            ('/', _) => (TokenKind.Slash, 1),
            ('%', _) => (TokenKind.Percent, 1),
            _ => (TokenKind.Invalid, 0),
        };
        if (kind == TokenKind.Invalid)
            return Fail(start, UnknownSymbol(c));
        _at += length;
        return Make(kind, start, source[start.._at]);
    }

    private static string UnknownSymbol(char c) => c switch
    {
        '=' => "'=' is no operator; equality is written '=='",
        '&' => "'&' is no operator; the logical and is written '&&'",
        '|' => "'|' is no operator; the logical or is written '||'",
        _ when char.IsControl(c) => $"unexpected character U+{(int)c:X4}",
        _ => $"unexpected character '{c}'",
    };
}
