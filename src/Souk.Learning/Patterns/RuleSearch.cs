using Souk.Learning.Data;

namespace Souk.Learning.Patterns;

/// <summary>The search for one rule after the other among training rows.</summary>
internal sealed class RuleSearch
{
    private readonly RuleLearnerOptions _options;
    private readonly List<RowCondition> _conditions;
    private readonly RowSet[] _sets;
    private readonly double[] _generality;
    private readonly RowSet _bad;
    private readonly RowSet _all;
    private readonly HashSet<int> _read = [];
    private readonly HashSet<int> _barred = [];
    private RowSet _left;

    internal RuleSearch(
        FeatureTable rows, bool[] bad, IReadOnlyList<RowGrouping> groupings, RuleLearnerOptions options)
    {
        _options = options;
        _conditions = ConditionCandidates.Of(rows, options.Thresholds, options.Categories, options.MinHits, bad);
        _sets = [.. _conditions.Select(c => RowSet.Of(rows.Rows, r => c.Matches(rows, r)))];
        Generality generality = new(rows, bad, groupings);
        _generality = [.. _conditions.Select(generality.Of)];
        _bad = RowSet.Of(rows.Rows, r => bad[r]);
        _all = RowSet.All(rows.Rows);
        _left = _all;
    }

    /// <summary>The next rule and its generality, or null if none is worth it any more. Where those so far leave nothing
    /// to catch, another way to say the same is sought in the columns that they do not read.</summary>
    internal (IReadOnlyList<RowCondition> Conditions, double Generality)? Next(CancellationToken cancellation)
    {
        Partial best = Grow(cancellation);
        if (!IsWorthIt(best))
        {
            _barred.UnionWith(_read);
            _left = _all;
            best = Grow(cancellation);
        }

        if (!IsWorthIt(best))
        {
            return null;
        }

        _left = _left.Without(RowsOf(best.Parts));
        RowCondition[] found = [.. best.Parts.Select(p => _conditions[p])];
        _read.UnionWith(found.Select(c => c.Column));
        return (found, best.Generality);
    }

    private bool IsWorthIt(Partial rule) => rule.Score > 0 && rule.BadHits >= _options.MinHits;

    private Partial Grow(CancellationToken cancellation)
    {
        List<Partial> beam = [new Partial([], 1, double.NegativeInfinity, 0, 0)];
        Partial best = beam[0];
        for (int length = 1; length <= _options.MaxConditions && beam.Count > 0; length++)
        {
            List<Partial> longer = [];
            HashSet<string> made = [];
            foreach (Partial partial in beam)
            {
                cancellation.ThrowIfCancellationRequested();
                Extend(partial, longer, made);
            }

            beam = [.. longer.OrderByDescending(p => p.Promise)
                .ThenBy(p => string.Join(',', p.Parts), StringComparer.Ordinal).Take(_options.Beam)];
            foreach (Partial partial in longer)
            {
                best = partial.Score > best.Score ? partial : best;
            }
        }

        return best;
    }

    private void Extend(Partial partial, List<Partial> longer, HashSet<string> made)
    {
        RowSet rows = RowsOf(partial.Parts);
        RowSet bad = rows.And(_bad);
        int before = rows.Count();
        for (int c = 0; c < _conditions.Count; c++)
        {
            if (partial.Parts.Contains(c) || _barred.Contains(_conditions[c].Column))
            {
                continue;
            }

            int after = rows.CountAnd(_sets[c]);
            int badHits = after == before ? 0 : bad.CountAnd(_sets[c]);
            if (badHits < _options.MinHits)
            {
                continue;
            }

            int[] parts = [.. partial.Parts.Append(c).Order()];
            if (made.Add(string.Join(',', parts)))
            {
                longer.Add(Measure(parts, partial.Generality * _generality[c], after, badHits));
            }
        }
    }

    // What the rule brings on other groups at the target precision as the break-even point, and what it may still
    // become: bad rows caught there, weighed by precision.
    private Partial Measure(int[] parts, double generality, int hits, int badHits)
    {
        double expected = badHits * generality;
        double score = (expected * (1 - _options.TargetPrecision)) - ((hits - badHits) * _options.TargetPrecision);
        return new Partial(parts, generality, score, expected * badHits / hits, badHits);
    }

    private RowSet RowsOf(int[] parts)
    {
        RowSet rows = _left;
        foreach (int part in parts)
        {
            rows = rows.And(_sets[part]);
        }

        return rows;
    }

    private readonly record struct Partial(
        int[] Parts, double Generality, double Score, double Promise, int BadHits);
}
