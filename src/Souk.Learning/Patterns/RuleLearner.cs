using Souk.Learning.Data;
using Souk.Learning.Evaluation;

namespace Souk.Learning.Patterns;

/// <summary>
/// Learns short readable rules for rare bad rows by sequential covering with a beam search (CN2; Clark &amp; Niblett,
/// 1989; pruned on rows that the search did not see, as in IREP; Fürnkranz &amp; Widmer, 1994), and judges each on
/// later rows that had no part in making it.
/// </summary>
public static class RuleLearner
{
    /// <summary>Learns rules.</summary>
    /// <param name="rows">Training rows in the order of time.</param>
    /// <param name="bad">Which of them are bad.</param>
    /// <param name="later">Rows of a later span, to judge on.</param>
    /// <param name="laterBad">Which of them are bad.</param>
    /// <param name="groupings">What training rows belong together by; null for none.</param>
    /// <param name="options">How to learn; null for the defaults.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <returns>The rules, the best in training first. Which to use is the caller's choice, by the later
    /// precision.</returns>
    public static IReadOnlyList<LearnedRule> Learn(
        FeatureTable rows, bool[] bad, FeatureTable later, bool[] laterBad,
        IReadOnlyList<RowGrouping>? groupings = null, RuleLearnerOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(bad);
        ArgumentNullException.ThrowIfNull(later);
        ArgumentNullException.ThrowIfNull(laterBad);
        options ??= new RuleLearnerOptions();
        options.Check();
        rows.Schema.Check(later);
        if (bad.Length != rows.Rows || laterBad.Length != later.Rows)
        {
            throw new ArgumentException(
                $"{bad.Length} labels for {rows.Rows} rows, {laterBad.Length} for {later.Rows} later ones.");
        }

        if (groupings?.FirstOrDefault(g => g.Groups.Length != rows.Rows) is RowGrouping wrong)
        {
            throw new ArgumentException($"{wrong.Groups.Length} groups of '{wrong.Name}' for {rows.Rows} rows.");
        }

        RuleSearch search = new(rows, bad, groupings ?? [], options);
        List<LearnedRule> rules = [];
        while (rules.Count < options.MaxRules && search.Next(cancellation) is (var conditions, double generality))
        {
            (int hits, int badHits) = Count(conditions, rows, bad);
            (int laterHits, int laterBadHits) = Count(conditions, later, laterBad);
            rules.Add(new LearnedRule(conditions, hits, badHits, generality, laterHits, laterBadHits));
        }

        return rules;
    }

    private static (int Hits, int Bad) Count(IReadOnlyList<RowCondition> conditions, FeatureTable table, bool[] bad)
    {
        int hits = 0;
        int badHits = 0;
        for (int row = 0; row < table.Rows; row++)
        {
            if (conditions.All(c => c.Matches(table, row)))
            {
                hits++;
                badHits += bad[row] ? 1 : 0;
            }
        }

        return (hits, badHits);
    }
}
