namespace Souk.Risk.Models.Training;

/// <summary>Gives the texts of a column codes: while rows are gathered each its own, at the end the frequent ones
/// theirs and the others one together.</summary>
internal sealed class TextCodes
{
    // A text seen less often says nothing that a tree should learn.
    private const int LeastCount = 10;

    // Beyond it a column holds ids rather than categories; later texts count as rare ones.
    private const int MostTexts = 1 << 20;

    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private readonly List<int> _counts = [];
    private readonly bool _isFixed;

    /// <summary>Gives codes as texts come.</summary>
    internal TextCodes()
    {
    }

    /// <summary>Gives the codes that a model knows.</summary>
    internal TextCodes(IReadOnlyList<string> texts)
    {
        _isFixed = true;
        foreach (string text in texts)
        {
            _codes.TryAdd(text, _codes.Count);
        }
    }

    internal float Code(string? text)
    {
        if (text is null)
        {
            return float.NaN;
        }

        if (_isFixed)
        {
            return _codes.GetValueOrDefault(text, _codes.Count);
        }

        if (!_codes.TryGetValue(text, out int code))
        {
            if (_codes.Count == MostTexts)
            {
                return MostTexts;
            }

            code = _codes.Count;
            _codes.Add(text, code);
            _counts.Add(0);
        }

        _counts[code]++;
        return code;
    }

    /// <summary>The frequent texts, most frequent first, and the final code of each code given out; all others have the
    /// code after the last.</summary>
    internal (string[] Texts, Func<float, float> Final) Finish()
    {
        if (_isFixed)
        {
            return ([.. _codes.OrderBy(c => c.Value).Select(c => c.Key)], code => code);
        }

        (string Text, int Code)[] frequent = [.. _codes.Where(c => _counts[c.Value] >= LeastCount)
            .OrderByDescending(c => _counts[c.Value]).ThenBy(c => c.Key, StringComparer.Ordinal)
            .Take(RiskModelLimits.MaxCategories).Select(c => (c.Key, c.Value))];
        Dictionary<int, int> final = [];
        foreach ((_, int code) in frequent)
        {
            final.Add(code, final.Count);
        }

        return ([.. frequent.Select(f => f.Text)],
            code => float.IsNaN(code) ? code : final.GetValueOrDefault((int)code, final.Count));
    }
}
