namespace Souk.Learning.Text;

/// <summary>
/// Finds the terms that tell a group of texts from others by the log-odds ratio with an informative Dirichlet prior
/// (Monroe, Colaresi and Quinn, 2008): neither common words nor rare accidents come out on top.
/// </summary>
public static class KeywordScorer
{
    /// <summary>Scores all terms, the first group's own first.</summary>
    /// <param name="texts">All texts.</param>
    /// <param name="inGroup">Whether each text belongs to the group; as many as texts.</param>
    /// <param name="options">The settings.</param>
    /// <returns>The terms by falling <see cref="Keyword.ZScore"/>, then in ordinal order.</returns>
    /// <exception cref="ArgumentException">Lengths differ or a setting is out of range.</exception>
    public static Keyword[] Score(IReadOnlyList<string> texts, IReadOnlyList<bool> inGroup, KeywordOptions options)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(inGroup);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (texts.Count != inGroup.Count)
        {
            throw new ArgumentException($"There are {texts.Count} texts and {inGroup.Count} memberships.");
        }

        Dictionary<string, (int Group, int Others)> counts = Count(texts, inGroup, options);
        (double group, double others) = (0, 0);
        foreach ((int g, int o) in counts.Values)
        {
            group += g;
            others += o;
        }

        List<Keyword> keywords = [];
        foreach ((string term, (int g, int o)) in counts)
        {
            if (g + o >= options.MinimumCount)
            {
                double prior = options.PriorWords * (g + o) / (group + others);
                double ratio = LogOdds(g, group, prior, options.PriorWords)
                    - LogOdds(o, others, prior, options.PriorWords);
                double deviation = Math.Sqrt((1 / (g + prior)) + (1 / (o + prior)));
                keywords.Add(new Keyword(term, ratio / deviation, ratio, g, o));
            }
        }

        keywords.Sort((a, b) => a.ZScore != b.ZScore
            ? b.ZScore.CompareTo(a.ZScore)
            : string.CompareOrdinal(a.Term, b.Term));
        return [.. keywords];
    }

    private static double LogOdds(double count, double total, double prior, double priorTotal) =>
        Math.Log((count + prior) / (total + priorTotal - count - prior));

    private static Dictionary<string, (int Group, int Others)> Count(
        IReadOnlyList<string> texts, IReadOnlyList<bool> inGroup, KeywordOptions options)
    {
        var counts = new Dictionary<string, (int Group, int Others)>(StringComparer.Ordinal);
        var scan = new TextFeaturesOptions { WordNgrams = options.WordNgrams };
        for (int t = 0; t < texts.Count; t++)
        {
            char[] folded = new char[texts[t].Length];
            TextFolding.Fold(texts[t], folded);
            var sink = new CountSink(counts, folded, inGroup[t]);
            NgramScanner.Scan(folded, scan, ref sink);
        }

        return counts;
    }

    private readonly struct CountSink(
        Dictionary<string, (int Group, int Others)> counts, char[] folded, bool inGroup) : INgramSink
    {
        public void Add(ulong hash, int start, int length)
        {
            string term = new(folded, start, length);
            (int group, int others) = counts.GetValueOrDefault(term);
            counts[term] = inGroup ? (group + 1, others) : (group, others + 1);
        }
    }
}
