namespace Souk.Learning.Text;

/// <summary>Makes texts comparable, character for character: lower case, and full-width Latin forms as their plain
/// ones.</summary>
internal static class TextFolding
{
    private const int FullWidthOffset = 0xFEE0;

    /// <summary>Writes the folded text; both have the same length.</summary>
    public static void Fold(ReadOnlySpan<char> text, Span<char> folded)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is >= 'A' and <= 'Z')
            {
                c |= (char)0x20;
            }
            else if (c >= 0x80)
            {
                c = c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - FullWidthOffset) : c;
                c = char.ToLowerInvariant(c);
            }

            folded[i] = c;
        }
    }
}
