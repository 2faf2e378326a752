namespace Souk.Learning.Text;

/// <summary>Finds the word and character n-grams of a folded text and hashes them (FNV-1a over characters,
/// mixed).</summary>
internal static class NgramScanner
{
    private const ulong Offset = 0xCBF29CE484222325UL;
    private const ulong Prime = 0x100000001B3UL;
    private const ulong NextWord = 0x9E3779B97F4A7C15UL;
    private const ulong CharacterSeed = 0xA5A5_5A5A_C3C3_3C3CUL;
    private const char Edge = '\u0002';

    /// <summary>Hands all n-grams to a sink, in the order of their last word.</summary>
    public static void Scan<TSink>(ReadOnlySpan<char> folded, TextFeaturesOptions options, ref TSink sink)
        where TSink : struct, INgramSink
    {
        Span<ulong> hashes = stackalloc ulong[TextFeaturesOptions.MaximumWordNgrams];
        Span<int> starts = stackalloc int[TextFeaturesOptions.MaximumWordNgrams];
        int words = 0;
        var enumerator = new WordEnumerator(folded);
        while (enumerator.MoveNext())
        {
            ReadOnlySpan<char> word = enumerator.Current;
            int slot = words % options.WordNgrams;
            hashes[slot] = HashWord(word);
            starts[slot] = enumerator.Start;
            words++;
            ulong combined = 0;
            for (int n = 1; n <= options.WordNgrams && n <= words; n++)
            {
                int first = (words - n) % options.WordNgrams;
                combined = (combined * NextWord) + hashes[first];
                sink.Add(Mix(combined + (ulong)n), starts[first], enumerator.Start + word.Length - starts[first]);
            }

            if (options.CharacterNgramsTo > 0 && !enumerator.IsUnspaced)
            {
                AddCharacters(word, enumerator.Start, options, ref sink);
            }
        }
    }

    private static void AddCharacters<TSink>(
        ReadOnlySpan<char> word, int start, TextFeaturesOptions options, ref TSink sink)
        where TSink : struct, INgramSink
    {
        // The word with an edge at both ends: place 0 and place length + 1 are the edges.
        int padded = word.Length + 2;
        for (int from = 0; from < padded; from++)
        {
            ulong hash = CharacterSeed;
            int last = Math.Min(options.CharacterNgramsTo, padded - from);
            for (int n = 1; n <= last; n++)
            {
                int place = from + n - 1;
                char c = place == 0 || place == padded - 1 ? Edge : word[place - 1];
                hash = (hash ^ c) * Prime;
                if (n >= options.CharacterNgramsFrom)
                {
                    int first = Math.Max(0, from - 1);
                    int end = Math.Min(word.Length, place);
                    sink.Add(Mix(hash), start + first, end - first);
                }
            }
        }
    }

    private static ulong HashWord(ReadOnlySpan<char> word)
    {
        ulong hash = Offset;
        foreach (char c in word)
        {
            hash = (hash ^ c) * Prime;
        }

        return Mix(hash);
    }

    /// <summary>The finisher of MurmurHash3 (Appleby, 2011): every bit of the input reaches every bit of the
    /// result.</summary>
    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDUL;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53UL;
        return hash ^ (hash >> 33);
    }
}
