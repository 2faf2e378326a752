namespace Souk.Expressions;

internal enum TokenKind
{
    End,
    Invalid,
    Identifier,
    QuotedIdentifier,
    Reserved,
    Literal,
    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    Dot,
    Comma,
    Colon,
    Question,
    Minus,
    Plus,
    Star,
    Slash,
    Percent,
    Not,
    And,
    Or,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,
}

/// <summary>A lexical element.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Offset of its first character.</param>
/// <param name="End">Offset behind its last character.</param>
/// <param name="Text">The name of an identifier.</param>
/// <param name="Value">The value of a literal.</param>
internal readonly record struct Token(TokenKind Kind, int Start, int End, string Text, CelValue Value);
