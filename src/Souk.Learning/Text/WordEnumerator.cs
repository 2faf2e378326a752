namespace Souk.Learning.Text;

/// <summary>
/// Walks over the words of a text after the word boundaries of UAX 29, with three differences that suit learning: runs
/// of scripts that put no spaces between words (Han, Kana, Thai ...) come as overlapping pairs of characters, a full
/// stop or colon between letters separates (so that addresses fall into parts), and only words come out, no separators.
/// Letters and digits stay together ("64gb"), apostrophes within letters too ("don't"), point and comma within digits
/// too ("5.5", "1,000"). Emoji are words. Does not allocate.
/// </summary>
public ref struct WordEnumerator
{
    private readonly ReadOnlySpan<char> _text;
    private int _next;
    private int _unspacedEnd;

    /// <summary>Starts before the first word of a text.</summary>
    public WordEnumerator(ReadOnlySpan<char> text) => _text = text;

    /// <summary>Where the current word starts.</summary>
    public int Start { get; private set; }

    /// <summary>How long the current word is, in UTF-16 units.</summary>
    public int Length { get; private set; }

    /// <summary>Whether the current word is a pair (or a lone character) of a script without spaces.</summary>
    public bool IsUnspaced { get; private set; }

    /// <summary>The current word.</summary>
    public readonly ReadOnlySpan<char> Current => _text.Slice(Start, Length);

    /// <summary>Goes to the next word; false when there is none.</summary>
    public bool MoveNext()
    {
        while (_next < _text.Length)
        {
            int start = _next;
            WordClass first = WordClasses.At(_text, start, out int length);
            if (start < _unspacedEnd || first == WordClass.Unspaced)
            {
                if (TakePair(start, start + length))
                {
                    return true;
                }

                continue;
            }

            switch (first)
            {
                case WordClass.Letter or WordClass.Digit or WordClass.Connector:
                    Take(start, WordEnd(start + length, first), false);
                    return true;
                case WordClass.Symbol:
                    Take(start, SymbolEnd(start + length), false);
                    return true;
                default:
                    _next = start + length;
                    break;
            }
        }

        return false;
    }

    /// <summary>All words of a text as strings, in order; for tests and for looking at.</summary>
    public static List<string> Words(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<string> words = [];
        var enumerator = new WordEnumerator(text);
        while (enumerator.MoveNext())
        {
            words.Add(enumerator.Current.ToString());
        }

        return words;
    }

    private void Take(int start, int end, bool unspaced)
    {
        Start = start;
        Length = end - start;
        IsUnspaced = unspaced;
        _next = end;
    }

    /// <summary>Takes the pair that starts here and moves on by one character; false at the last character of a run
    /// that has been the second of a pair already.</summary>
    private bool TakePair(int start, int afterFirst)
    {
        bool runStarts = start >= _unspacedEnd;
        int second = SkipExtend(afterFirst);
        if (second < _text.Length && WordClasses.At(_text, second, out int length) == WordClass.Unspaced)
        {
            int end = SkipExtend(second + length);
            Take(start, end, true);
            _next = second;
            _unspacedEnd = end;
            return true;
        }

        _unspacedEnd = 0;
        if (runStarts)
        {
            Take(start, second, true);
            return true;
        }

        _next = second;
        return false;
    }

    private readonly int WordEnd(int at, WordClass last)
    {
        while (at < _text.Length)
        {
            WordClass next = WordClasses.At(_text, at, out int length);
            if (next is WordClass.Letter or WordClass.Digit or WordClass.Connector)
            {
                last = next;
                at += length;
                continue;
            }

            if (next == WordClass.Extend)
            {
                at += length;
                continue;
            }

            WordClass needed = next switch
            {
                WordClass.MidLetter => WordClass.Letter,
                WordClass.MidNumber => WordClass.Digit,
                _ => WordClass.Separator,
            };
            bool joins = needed != WordClass.Separator && last == needed && at + length < _text.Length
                && WordClasses.At(_text, at + length, out _) == needed;
            if (!joins)
            {
                return at;
            }

            at += length;
        }

        return at;
    }

    private readonly int SymbolEnd(int at)
    {
        while (true)
        {
            int end = SkipExtend(at);
            bool joined = end > at && _text[end - 1] == '\u200D' && end < _text.Length
                && WordClasses.At(_text, end, out int length) == WordClass.Symbol;
            if (!joined)
            {
                return end;
            }

            WordClasses.At(_text, end, out length);
            at = end + length;
        }
    }

    private readonly int SkipExtend(int at)
    {
        while (at < _text.Length && WordClasses.At(_text, at, out int length) == WordClass.Extend)
        {
            at += length;
        }

        return at;
    }
}
