using System.Text;

namespace Souk.Core.Definition;

/// <summary>The words that stand for the values of an enumeration in files and answers: CoBought is
/// co_bought.</summary>
public static class WordForm
{
    /// <summary>The word of a value.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum
    {
        string name = value.ToString();
        StringBuilder word = new(name.Length + 4);
        for (int i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsAsciiLetterUpper(name[i]))
            {
                word.Append('_');
            }

            word.Append(char.ToLowerInvariant(name[i]));
        }

        return word.ToString();
    }

    /// <summary>All words, in the order of the values.</summary>
    public static IReadOnlyList<string> All<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(Of)];

    /// <summary>The value of a word.</summary>
    /// <exception cref="ArgumentException">It is none of <see cref="All{T}"/>.</exception>
    public static T Parse<T>(string word)
        where T : struct, Enum
    {
        foreach (T value in Enum.GetValues<T>())
        {
            if (Of(value) == word)
            {
                return value;
            }
        }

        throw new ArgumentException($"'{word}' is none of {string.Join(", ", All<T>())}.", nameof(word));
    }
}
