namespace Souk.Core.Definition;

/// <summary>Where the lines of a text start. Lines end as in YAML 1.1: also at NEL, LS and PS.</summary>
internal sealed class SourceLines
{
    private readonly List<int> _starts = [0];

    internal SourceLines(string text)
    {
        Text = text;
        for (int i = 0; i < text.Length; i++)
        {
            bool ends = text[i] is '\n' or '\u0085' or '\u2028' or '\u2029'
                || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n'));
            if (ends)
            {
                _starts.Add(i + 1);
            }
        }
    }

    /// <summary>The text.</summary>
    internal string Text { get; }

    /// <summary>The offset of a line and column, both from 1; never past the text's end.</summary>
    internal int OffsetOf(int line, int column) =>
        Math.Min(Text.Length, _starts[Math.Clamp(line - 1, 0, _starts.Count - 1)] + column - 1);

    /// <summary>The line and column, both from 1, of an offset.</summary>
    internal (int Line, int Column) PositionOf(int offset)
    {
        int found = _starts.BinarySearch(offset);
        int line = found >= 0 ? found : ~found - 1;
        return (line + 1, offset - _starts[line] + 1);
    }

    /// <summary>The line and column, both from 1, just behind the text.</summary>
    internal (int Line, int Column) PositionOfEnd() => PositionOf(Text.Length);
}
