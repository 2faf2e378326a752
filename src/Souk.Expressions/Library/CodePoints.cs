using System.Text;

namespace Souk.Expressions;

/// <summary>Positions in strings count code points; .NET counts UTF-16 units.</summary>
internal static class CodePoints
{
    public static long Count(string text)
    {
        long low = 0;
        foreach (char c in text)
            low += char.IsLowSurrogate(c) ? 1 : 0;
        return text.Length - low;
    }

    /// <summary>The UTF-16 offset of a code point position from 0 to the length; -1 when there is none.</summary>
    public static int OffsetOf(string text, long position)
    {
        if (position < 0 || position > text.Length)
            return -1;
        int offset = 0;
        for (long i = 0; i < position; i++)
        {
            if (offset >= text.Length)
                return -1;
            offset += char.IsHighSurrogate(text[offset]) && offset + 1 < text.Length ? 2 : 1;
        }

        return offset;
    }

    /// <summary>The code point position of a UTF-16 offset.</summary>
    public static long PositionOf(string text, int offset) => Count(text[..offset]);

    /// <summary>The code points as strings.</summary>
    public static string[] Split(string text) => [.. text.EnumerateRunes().Select(r => r.ToString())];

    /// <summary>The octets of a string as UTF-8.</summary>
    public static byte[] ToUtf8(string text) => Encoding.UTF8.GetBytes(text);
}
