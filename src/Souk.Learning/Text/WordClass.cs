using System.Globalization;
using System.Text;

namespace Souk.Learning.Text;

/// <summary>What a character means to <see cref="WordEnumerator"/>; a coarser cut of the classes of UAX 29.</summary>
internal enum WordClass : byte
{
    /// <summary>Separates words and belongs to none.</summary>
    Separator,

    /// <summary>A letter of a script that writes spaces between words.</summary>
    Letter,

    /// <summary>A decimal digit or another number.</summary>
    Digit,

    /// <summary>Belongs to the character before it (combining marks, joiners, variation selectors).</summary>
    Extend,

    /// <summary>Keeps letters together when between two of them (apostrophes).</summary>
    MidLetter,

    /// <summary>Keeps digits together when between two of them (full stop, comma).</summary>
    MidNumber,

    /// <summary>Keeps everything together (underscore and other connectors).</summary>
    Connector,

    /// <summary>A character of a script without spaces between words (Han, Kana, Thai, Lao, Khmer, Burmese).</summary>
    Unspaced,

    /// <summary>A symbol that is a word by itself (emoji, signs).</summary>
    Symbol,
}

/// <summary>Looks characters up in <see cref="WordClass"/>.</summary>
internal static class WordClasses
{
    private static readonly WordClass[] Ascii = BuildAscii();

    /// <summary>The class of the character at <paramref name="at"/> and its length in UTF-16 (1 or 2).</summary>
    public static WordClass At(ReadOnlySpan<char> text, int at, out int length)
    {
        char c = text[at];
        if (c < Ascii.Length)
        {
            length = 1;
            return Ascii[c];
        }

        // A half of a pair without its other half decodes to the replacement character, which separates words.
        Rune.DecodeFromUtf16(text[at..], out Rune rune, out length);
        return Classify(rune);
    }

    private static WordClass Classify(Rune rune)
    {
        int value = rune.Value;
        if (IsUnspaced(value))
        {
            return WordClass.Unspaced;
        }

        return value switch
        {
            0x2019 or 0x02BC => WordClass.MidLetter,
            0x200D or (>= 0x1F3FB and <= 0x1F3FF) => WordClass.Extend,
            0xFFFD => WordClass.Separator,
            _ => Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                    or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => WordClass.Letter,
                UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber =>
                    WordClass.Digit,
                UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
                    or UnicodeCategory.EnclosingMark => WordClass.Extend,
                UnicodeCategory.ConnectorPunctuation => WordClass.Connector,
                UnicodeCategory.OtherSymbol => WordClass.Symbol,
                _ => WordClass.Separator,
            },
        };
    }

    private static bool IsUnspaced(int value) => value switch
    {
        < 0x0E00 => false,
        // Their vowel signs and tone marks are combining marks, and stay with the letter.
        >= 0x0E00 and <= 0x0EFF or >= 0x1000 and <= 0x109F or >= 0x1780 and <= 0x17FF =>
            Rune.IsLetter(new Rune(value)),
        // Hiragana and Katakana without their punctuation, Han with its extensions and compatibility forms.
        0x3005 or 0x3007 or >= 0x3041 and <= 0x3096 or >= 0x30A1 and <= 0x30FA or 0x30FC or >= 0x31F0 and <= 0x31FF
            or >= 0x3400 and <= 0x4DBF or >= 0x4E00 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF
            or >= 0xFF66 and <= 0xFF9D or >= 0x20000 and <= 0x3FFFF => true,
        _ => false,
    };

    private static WordClass[] BuildAscii()
    {
        var classes = new WordClass[128];
        for (int c = 0; c < classes.Length; c++)
        {
            classes[c] = (char)c switch
            {
                >= 'a' and <= 'z' or >= 'A' and <= 'Z' => WordClass.Letter,
                >= '0' and <= '9' => WordClass.Digit,
                '\'' => WordClass.MidLetter,
                '.' or ',' => WordClass.MidNumber,
                '_' => WordClass.Connector,
                _ => WordClass.Separator,
            };
        }

        return classes;
    }
}
