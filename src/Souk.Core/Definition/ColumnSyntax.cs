using System.Text;

namespace Souk.Core.Definition;

/// <summary>
/// How feature columns are named inside expressions. A column such as <c>card.payments.24h</c> is written there as it
/// is called, although <c>24h</c> is no name in CEL: before an expression is compiled, number and unit of each window
/// are swapped (<c>card.payments.h24</c>), which keeps every character's place, and so the places of errors.
/// </summary>
public static class ColumnSyntax
{
    /// <summary>The name that a part of a column's name has in the compiled expression: <c>h24</c> for <c>24h</c>,
    /// <c>h1m30</c> for <c>1h30m</c>; any other part is its own.</summary>
    public static string ToMemberName(string part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return IsWindow(part) ? SwapPairs(part) : part;
    }

    /// <summary>Makes an expression that names columns one that CEL compiles, of the same length.</summary>
    public static string ToCel(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        StringBuilder? rewritten = null;
        foreach ((int start, string path) in PathsIn(expression))
        {
            int at = start;
            foreach (string part in path.Split('.'))
            {
                string member = ToMemberName(part);
                if (member != part)
                {
                    rewritten ??= new StringBuilder(expression);
                    rewritten.Remove(at, part.Length).Insert(at, member);
                }

                at += part.Length + 1;
            }
        }

        return rewritten?.ToString() ?? expression;
    }

    /// <summary>The dotted names in an expression and where they start; not those in strings and comments.</summary>
    internal static IEnumerable<(int Start, string Path)> PathsIn(string expression)
    {
        int at = 0;
        while (at < expression.Length)
        {
            char c = expression[at];
            if (c is '"' or '\'')
            {
                at = AfterString(expression, at);
            }
            else if (c == '/' && at + 1 < expression.Length && expression[at + 1] == '/')
            {
                int end = expression.IndexOf('\n', at);
                at = end < 0 ? expression.Length : end;
            }
            else if (IsWordStart(c))
            {
                int end = AfterPath(expression, at);
                bool isPrefix = end < expression.Length && expression[end] is '"' or '\'';
                bool isSelected = at > 0 && expression[at - 1] == '.';
                if (!isPrefix && !isSelected)
                {
                    yield return (at, expression[at..end]);
                }

                bool isRaw = expression.AsSpan(at, end - at).ContainsAny('r', 'R');
                at = isPrefix ? AfterString(expression, end, isRaw) : end;
            }
            else
            {
                at = char.IsAsciiDigit(c) ? AfterNumber(expression, at) : at + 1;
            }
        }
    }

    private static bool IsWordStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private static int AfterPath(string text, int at)
    {
        while (at < text.Length && (IsWord(text[at]) || IsJoint(text, at)))
        {
            at++;
        }

        return at;
    }

    private static bool IsJoint(string text, int at) =>
        text[at] == '.' && at + 1 < text.Length && IsWord(text[at + 1]);

    private static int AfterNumber(string text, int at)
    {
        while (at < text.Length && (IsWord(text[at]) || text[at] == '.'))
        {
            at++;
        }

        return at;
    }

    private static int AfterString(string text, int at, bool isRaw = false)
    {
        char quote = text[at];
        string triple = new(quote, 3);
        bool isTriple = string.CompareOrdinal(text, at, triple, 0, 3) == 0;
        at += isTriple ? 3 : 1;
        while (at < text.Length)
        {
            if (text[at] == '\\' && !isRaw)
            {
                at += 2;
            }
            else if (isTriple ? string.CompareOrdinal(text, at, triple, 0, 3) == 0 : text[at] == quote)
            {
                return at + (isTriple ? 3 : 1);
            }
            else
            {
                at++;
            }
        }

        return text.Length;
    }

    // One or more pairs of a number and a unit.
    private static bool IsWindow(string part) =>
        part.Length > 1 && char.IsAsciiDigit(part[0]) && Duration.TryParse(part, out _);

    private static string SwapPairs(string part)
    {
        StringBuilder swapped = new(part.Length);
        int at = 0;
        while (at < part.Length)
        {
            int unit = at;
            while (char.IsAsciiDigit(part[unit]))
            {
                unit++;
            }

            int end = unit;
            while (end < part.Length && !char.IsAsciiDigit(part[end]))
            {
                end++;
            }

            swapped.Append(part, unit, end - unit).Append(part, at, unit - at);
            at = end;
        }

        return swapped.ToString();
    }
}
