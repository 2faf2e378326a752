namespace Souk.Risk.Explaining;

/// <summary>Takes a condition apart at its outermost <c>&amp;&amp;</c>.</summary>
internal static class ConditionParts
{
    /// <summary>The parts, trimmed; the whole condition where an <c>||</c> or a <c>?</c> stands outside of
    /// brackets.</summary>
    internal static IReadOnlyList<string> Of(string condition)
    {
        List<string> parts = [];
        int depth = 0;
        int start = 0;
        for (int i = 0; i < condition.Length; i++)
        {
            char c = condition[i];
            if (c is '"' or '\'')
            {
                i = AfterText(condition, i) - 1;
            }
            else if (c is '(' or '[' or '{')
            {
                depth++;
            }
            else if (c is ')' or ']' or '}')
            {
                depth--;
            }
            else if (depth == 0 && c is ('?' or '|'))
            {
                return [condition.Trim()];
            }
            else if (depth == 0 && c == '&')
            {
                parts.Add(condition[start..i].Trim());
                i++;
                start = i + 1;
            }
        }

        parts.Add(condition[start..].Trim());
        return parts;
    }

    // Behind the text that starts at a quote. A text in three quotes has no place in a rule's one line; a raw one ends
    // at its first quote.
    private static int AfterText(string condition, int at)
    {
        char quote = condition[at];
        bool isRaw = at > 0 && condition[at - 1] is ('r' or 'R');
        int end = at + 1;
        while (end < condition.Length && condition[end] != quote)
        {
            end += condition[end] == '\\' && !isRaw ? 2 : 1;
        }

        return Math.Min(end + 1, condition.Length);
    }
}
