namespace Souk.Core.Definition;

/// <summary>A single value.</summary>
internal sealed class YamlScalar(int line, int column, string value, bool isPlain, ScalarPositions positions)
    : YamlNode(line, column)
{
    /// <summary>The value, unescaped and unfolded.</summary>
    internal string Value => value;

    /// <summary>Whether it is written without quotes and not as a block.</summary>
    internal bool IsPlain => isPlain;

    /// <summary>Whether nothing is written, or YAML's null.</summary>
    internal bool IsEmpty => isPlain && value is "" or "~" or "null" or "Null" or "NULL";

    /// <inheritdoc/>
    internal override string What => IsEmpty ? "nothing" : $"'{Shorten(value)}'";

    /// <summary>Where a character of the value stands in the file.</summary>
    internal (int Line, int Column) PositionOf(int offset) => positions.Find(value, offset);

    private static string Shorten(string text)
    {
        const int Longest = 40;
        text = text.ReplaceLineEndings(" ");
        return text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest - 3), "...");
    }
}
