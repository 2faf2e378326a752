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
    // The last third of the training rows, in their order of time, prunes.
    private const double GrowShare = 2.0 / 3;

    /// <summary>Learns rules.</summary>
    /// <param name="rows">Training rows in the order of time.</param>
    /// <param name="bad">Which of them are bad.</param>
    /// <param name="later">Rows of a later span, to judge on.</param>
    /// <param name="laterBad">Which of them are bad.</param>
    /// <param name="options">How to learn; null for the defaults.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <returns>The rules, the best in training first. Which to use is the caller's choice, by the later
    /// precision.</returns>
    public static IReadOnlyList<LearnedRule> Learn(
        FeatureTable rows, bool[] bad, FeatureTable later, bool[] laterBad, RuleLearnerOptions? options = null,
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

        Learning learning = new(rows, bad, options);
        List<LearnedRule> rules = [];
        while (rules.Count < options.MaxRules && learning.Next(cancellation) is { } found)
        {
            rules.Add(Judge(found, rows, bad, later, laterBad));
        }

        return rules;
    }

    private static LearnedRule Judge(
        IReadOnlyList<RowCondition> conditions, FeatureTable rows, bool[] bad, FeatureTable later, bool[] laterBad)
    {
        (int hits, int badHits) = Count(conditions, rows, bad);
        (int laterHits, int laterBadHits) = Count(conditions, later, laterBad);
        return new LearnedRule(
            conditions, hits, badHits, laterHits, laterBadHits, Proportion.Wilson(laterBadHits, laterHits));
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

    private readonly record struct Partial(int[] Parts, RowSet Rows, double Score, int BadHits);

    private sealed class Learning
    {
        private readonly RuleLearnerOptions _options;
        private readonly List<RowCondition> _conditions;
        private readonly RowSet[] _sets;
        private readonly RowSet _bad;
        private readonly RowSet _grow;
        private readonly RowSet _prune;
        private RowSet _left;

        internal Learning(FeatureTable rows, bool[] bad, RuleLearnerOptions options)
        {
            _options = options;
            _conditions = ConditionCandidates.Of(rows, options.Thresholds, options.Categories, options.MinHits, bad);
            _sets = [.. _conditions.Select(c => RowSet.Of(rows.Rows, r => c.Matches(rows, r)))];
            _bad = RowSet.Of(rows.Rows, r => bad[r]);
            int grown = (int)(rows.Rows * GrowShare);
            _grow = RowSet.Of(rows.Rows, r => r < grown);
            _prune = RowSet.Of(rows.Rows, r => r >= grown);
            _left = RowSet.All(rows.Rows);
        }

        /// <summary>The next rule, or null if none is worth it any more.</summary>
        internal IReadOnlyList<RowCondition>? Next(CancellationToken cancellation)
        {
            int[]? best = Grow(_left.And(_grow), cancellation);
            if (best is null)
            {
                return null;
            }

            int[] pruned = Prune(best, _left.And(_prune));
            RowSet caught = Rows(pruned, _left);
            if (Score(caught, out int hits) <= 0 || hits < _options.MinHits)
            {
                return null;
            }

            _left = _left.Without(caught);
            return [.. pruned.Select(p => _conditions[p])];
        }

        private int[]? Grow(RowSet among, CancellationToken cancellation)
        {
            List<Partial> beam = [new Partial([], among, double.NegativeInfinity, 0)];
            Partial best = beam[0];
            for (int length = 1; length <= _options.MaxConditions && beam.Count > 0; length++)
            {
                List<Partial> longer = [];
                HashSet<string> made = [];
                foreach (Partial partial in beam)
                {
                    cancellation.ThrowIfCancellationRequested();
                    for (int c = 0; c < _conditions.Count; c++)
                    {
                        if (!partial.Parts.Contains(c) && Extend(partial, c, made) is Partial extended)
                        {
                            longer.Add(extended);
                        }
                    }
                }

                // Partial rules are ranked by what they may still become: bad rows caught, weighed by precision.
                beam = [.. longer.OrderByDescending(Promise)
                    .ThenBy(p => string.Join(',', p.Parts), StringComparer.Ordinal)
                    .Take(_options.Beam)];
                foreach (Partial partial in longer)
                {
                    best = partial.Score > best.Score ? partial : best;
                }
            }

            return best.Score > 0 ? best.Parts : null;
        }

        private Partial? Extend(Partial partial, int condition, HashSet<string> made)
        {
            int before = partial.Rows.Count();
            int after = partial.Rows.CountAnd(_sets[condition]);
            int[] parts = [.. partial.Parts.Append(condition).Order()];
            if (after == before || !made.Add(string.Join(',', parts)))
            {
                return null;
            }

            RowSet rows = partial.Rows.And(_sets[condition]);
            double score = Score(rows, out int hits);
            return hits < Math.Max(2, _options.MinHits * GrowShare) ? null : new Partial(parts, rows, score, hits);
        }

        private static double Promise(Partial partial)
        {
            int rows = partial.Rows.Count();
            return partial.BadHits * (partial.BadHits / (double)rows);
        }

        // Drops conditions, the last first, as long as the rows that did not grow the rule say it does no harm.
        private int[] Prune(int[] parts, RowSet among)
        {
            double score = Score(Rows(parts, among), out _);
            for (int i = parts.Length - 1; i >= 0 && parts.Length > 1; i--)
            {
                int[] shorter = [.. parts.Where((_, at) => at != i)];
                double without = Score(Rows(shorter, among), out _);
                if (without >= score)
                {
                    (parts, score) = (shorter, without);
                }
            }

            return parts;
        }

        private RowSet Rows(int[] parts, RowSet among)
        {
            foreach (int part in parts)
            {
                among = among.And(_sets[part]);
            }

            return among;
        }

        // What the rule brings at the target precision as the break-even point.
        private double Score(RowSet rows, out int badHits)
        {
            badHits = rows.CountAnd(_bad);
            int good = rows.Count() - badHits;
            return (badHits * (1 - _options.TargetPrecision)) - (good * _options.TargetPrecision);
        }
    }
}
