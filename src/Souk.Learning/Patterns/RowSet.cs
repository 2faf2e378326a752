using System.Numerics;

namespace Souk.Learning.Patterns;

/// <summary>A set of row numbers as bits: intersections and counts run 64 rows a step.</summary>
internal readonly struct RowSet
{
    private readonly ulong[] _words;

    private RowSet(ulong[] words) => _words = words;

    internal static RowSet Of(int rows, Func<int, bool> contains)
    {
        ulong[] words = new ulong[(rows + 63) / 64];
        for (int row = 0; row < rows; row++)
        {
            if (contains(row))
            {
                words[row >> 6] |= 1UL << (row & 63);
            }
        }

        return new RowSet(words);
    }

    internal static RowSet All(int rows) => Of(rows, _ => true);

    internal bool Contains(int row) => (_words[row >> 6] & (1UL << (row & 63))) != 0;

    internal int Count()
    {
        int count = 0;
        foreach (ulong word in _words)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    internal RowSet And(RowSet other)
    {
        ulong[] words = new ulong[_words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = _words[i] & other._words[i];
        }

        return new RowSet(words);
    }

    internal RowSet Without(RowSet other)
    {
        ulong[] words = new ulong[_words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = _words[i] & ~other._words[i];
        }

        return new RowSet(words);
    }

    /// <summary>The size of the intersection, without making it.</summary>
    internal int CountAnd(RowSet other)
    {
        int count = 0;
        for (int i = 0; i < _words.Length; i++)
        {
            count += BitOperations.PopCount(_words[i] & other._words[i]);
        }

        return count;
    }
}
