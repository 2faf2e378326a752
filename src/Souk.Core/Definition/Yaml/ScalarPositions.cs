namespace Souk.Core.Definition;

/// <summary>
/// Finds where a character of a scalar's value stands in the file, for any way of writing it (plain, quoted, block), so
/// that an error inside an expression points at the right column.
/// </summary>
internal readonly struct ScalarPositions(SourceLines lines, int start, int end)
{
    /// <summary>The line and column of the value's character at an offset.</summary>
    internal (int Line, int Column) Find(string value, int offset)
    {
        string text = lines.Text;
        int at = start;
        char quote = at < end ? text[at] : ' ';
        bool isBlock = quote is '|' or '>';
        if (quote is '"' or '\'')
        {
            at++;
        }
        else if (isBlock)
        {
            at = AfterLine(text, at);
        }

        bool pastBreak = isBlock;
        for (int i = 0; i < value.Length && at < end; i++)
        {
            at = SkipToMatch(text, at, value[i], quote, pastBreak);
            if (i >= offset)
            {
                break;
            }

            bool isFolded = char.IsWhiteSpace(value[i]) && text[Math.Min(at, end - 1)] is '\r' or '\n';
            pastBreak = value[i] == '\n' || isFolded;
            at = Math.Min(end, at + WrittenLength(text, at, quote));
        }

        return lines.PositionOf(Math.Min(at, Math.Max(start, end)));
    }

    // Line breaks, indentation and the markers of folding stand in the file but not in the value.
    private int SkipToMatch(string text, int at, char wanted, char quote, bool pastBreak)
    {
        if (char.IsWhiteSpace(wanted) && !pastBreak)
        {
            return at;
        }

        while (at < end && text[at] != wanted && (char.IsWhiteSpace(text[at]) || IsJoinedLine(text, at, quote)))
        {
            at++;
        }

        return at;
    }

    private static bool IsJoinedLine(string text, int at, char quote) =>
        quote == '"' && text[at] == '\\' && at + 1 < text.Length && text[at + 1] is '\r' or '\n';

    private static int WrittenLength(string text, int at, char quote)
    {
        if (quote == '\'' && text[at] == '\'')
        {
            return 2;
        }

        if (quote == '"' && text[at] == '\\' && at + 1 < text.Length)
        {
            return text[at + 1] switch { 'x' => 4, 'u' => 6, 'U' => 10, _ => 2 };
        }

        return 1;
    }

    private static int AfterLine(string text, int at)
    {
        int newline = text.IndexOf('\n', at);
        return newline < 0 ? text.Length : newline + 1;
    }
}
