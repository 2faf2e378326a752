using Souk.Learning.Data;
using Souk.Learning.Evaluation;

namespace Souk.Learning.Patterns;

/// <summary>
/// Finds what is new in a recent span: combinations of conditions whose share of rows, or whose share of bad rows, has
/// risen against a reference span (contrast sets; Bay &amp; Pazzani, 2001). A longer pattern is kept only if it
/// explains more than each of its parts does, and all are held against the number of tests made (Benjamini &amp;
/// Hochberg, 1995).
/// </summary>
public static class ContrastMiner
{
    // How sure it must be that a longer pattern rises more than its parts, before it replaces them.
    private const double PartAlpha = 0.001;

    /// <summary>Finds patterns whose share of rows has risen, the most significant first.</summary>
    /// <param name="reference">The rows of the reference span.</param>
    /// <param name="recent">The rows of the recent span, with the same columns.</param>
    /// <param name="latest">Which rows of the reference span are of its last part. The rise must show against these alone
    /// too, so that what has grown all along is not taken for new. Null for no such test.</param>
    /// <param name="options">How to seek; null for the defaults.</param>
    /// <param name="cancellation">Ends the work early.</param>
    public static IReadOnlyList<ContrastPattern> FindShares(
        FeatureTable reference, FeatureTable recent, bool[]? latest = null, ContrastOptions? options = null,
        CancellationToken cancellation = default)
    {
        Search search = new(reference, recent, null, null, options ?? new ContrastOptions());
        return search.Run(latest is null ? null : RowSet.Of(reference.Rows, r => latest[r]), cancellation);
    }

    /// <summary>Finds patterns whose share of bad rows has risen, the most significant first.</summary>
    /// <param name="reference">The rows of the reference span.</param>
    /// <param name="referenceBad">Which of them were bad.</param>
    /// <param name="recent">The rows of the recent span, with the same columns.</param>
    /// <param name="recentBad">Which of them were bad.</param>
    /// <param name="options">How to seek; null for the defaults.</param>
    /// <param name="cancellation">Ends the work early.</param>
    public static IReadOnlyList<ContrastPattern> FindBadRates(
        FeatureTable reference, bool[] referenceBad, FeatureTable recent, bool[] recentBad,
        ContrastOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(referenceBad);
        ArgumentNullException.ThrowIfNull(recentBad);
        Search search = new(reference, recent, referenceBad, recentBad, options ?? new ContrastOptions());
        return search.Run(null, cancellation);
    }

    // Of each pattern that is looked at only the counts are kept: there may be a million of them.
    private readonly record struct Node(int[] Parts, ContrastPattern Pattern);

    private sealed class Search
    {
        private readonly ContrastOptions _options;
        private readonly List<RowCondition> _conditions;
        private readonly RowSet[] _referenceSets;
        private readonly RowSet[] _recentSets;
        private readonly RowSet? _referenceBad;
        private readonly RowSet? _recentBad;
        private readonly int _referenceRows;
        private readonly int _recentRows;
        private long _tests;

        internal Search(
            FeatureTable reference, FeatureTable recent, bool[]? referenceBad, bool[]? recentBad,
            ContrastOptions options)
        {
            ArgumentNullException.ThrowIfNull(reference);
            ArgumentNullException.ThrowIfNull(recent);
            options.Check();
            reference.Schema.Check(recent);
            if (referenceBad?.Length is int a && a != reference.Rows || recentBad?.Length is int b && b != recent.Rows)
            {
                throw new ArgumentException("There must be as many labels as rows.");
            }

            _options = options;
            _referenceRows = reference.Rows;
            _recentRows = recent.Rows;
            _conditions = ConditionCandidates.Of(recent, options.Thresholds, options.Categories, options.MinRows);
            _referenceSets = [.. _conditions.Select(c => RowSet.Of(reference.Rows, r => c.Matches(reference, r)))];
            _recentSets = [.. _conditions.Select(c => RowSet.Of(recent.Rows, r => c.Matches(recent, r)))];
            _referenceBad = referenceBad is null ? null : RowSet.Of(reference.Rows, r => referenceBad[r]);
            _recentBad = recentBad is null ? null : RowSet.Of(recent.Rows, r => recentBad[r]);
        }

        internal List<ContrastPattern> Run(RowSet? latest, CancellationToken cancellation)
        {
            List<int[]> level = [[]];
            List<Node> found = [];
            for (int length = 1; length <= _options.MaxConditions && level.Count > 0; length++)
            {
                List<Node> longer = [];
                HashSet<(int, int, int, int)> made = [];
                foreach (int[] parts in level)
                {
                    cancellation.ThrowIfCancellationRequested();
                    Extend(parts, longer, made);
                }

                found.AddRange(longer.Where(IsRise).Select(n => latest is RowSet last ? AgainstLast(n, last) : n)
                    .Where(n => IsRise(n) && ExplainsMoreThanItsParts(n)));
                longer.Sort(BySurety);
                level = [.. longer.Take(_options.Beam).Select(n => n.Parts)];
            }

            double threshold = FalseDiscovery.Threshold(
                found.Select(n => n.Pattern.Probability), _options.FalseDiscoveryRate, Math.Max(_tests, found.Count));
            return [.. found.Select(n => n.Pattern).Where(p => p.Probability <= threshold)
                .OrderBy(p => p.Probability).ThenByDescending(p => p.Ratio)
                .ThenBy(p => p.ToString(), StringComparer.Ordinal)];
        }

        private bool IsRise(Node node) => node.Pattern.Ratio >= _options.MinRatio;

        // The smaller of the two rises, with its probability.
        private Node AgainstLast(Node node, RowSet last)
        {
            int trials = last.Count();
            int hits = RowsOf(_referenceSets, node.Parts, _referenceRows).CountAnd(last);
            double share = Math.Max(hits, 0.5) / Math.Max(trials, 1);
            double ratio = node.Pattern.Hits / (double)node.Pattern.Trials / share;
            double probability = Proportion.ProbabilityOfExcess(node.Pattern.Hits, node.Pattern.Trials, hits, trials);
            return node with
            {
                Pattern = node.Pattern with
                {
                    Ratio = Math.Min(ratio, node.Pattern.Ratio),
                    Probability = Math.Max(probability, node.Pattern.Probability),
                },
            };
        }

        private static int BySurety(Node a, Node b)
        {
            int order = a.Pattern.Probability.CompareTo(b.Pattern.Probability);
            order = order != 0 ? order : b.Pattern.Ratio.CompareTo(a.Pattern.Ratio);
            return order != 0 ? order : a.Parts.AsSpan().SequenceCompareTo(b.Parts);
        }

        private static RowSet RowsOf(RowSet[] sets, int[] parts, int rows)
        {
            RowSet all = RowSet.All(rows);
            foreach (int part in parts)
            {
                all = all.And(sets[part]);
            }

            return all;
        }

        private void Extend(int[] parts, List<Node> longer, HashSet<(int, int, int, int)> made)
        {
            RowSet reference = RowsOf(_referenceSets, parts, _referenceRows);
            RowSet recent = RowsOf(_recentSets, parts, _recentRows);
            RowSet? referenceBad = _referenceBad is RowSet wasBad ? reference.And(wasBad) : null;
            RowSet? recentBad = _recentBad is RowSet isBad ? recent.And(isBad) : null;
            for (int c = 0; c < _conditions.Count; c++)
            {
                int rows = MayExtend(parts, c) ? recent.CountAnd(_recentSets[c]) : 0;
                if (rows < _options.MinRows)
                {
                    continue;
                }

                int[] more = [.. parts, c];
                Array.Sort(more);
                if (made.Add((more[0], At(more, 1), At(more, 2), At(more, 3))))
                {
                    int before = reference.CountAnd(_referenceSets[c]);
                    _tests++;
                    longer.Add(new Node(more, recentBad is RowSet bad && referenceBad is RowSet badBefore
                        ? Measure(
                            more, ContrastKind.BadRate, bad.CountAnd(_recentSets[c]), rows,
                            badBefore.CountAnd(_referenceSets[c]), before)
                        : Measure(more, ContrastKind.Share, rows, _recentRows, before, _referenceRows)));
                }
            }
        }

        private static int At(int[] parts, int at) => at < parts.Length ? parts[at] : -1;

        // Two conditions on one column are useful as a range only.
        private bool MayExtend(int[] parts, int condition)
        {
            foreach (int part in parts)
            {
                if (part == condition || !MayMeet(_conditions[part], _conditions[condition]))
                {
                    return false;
                }
            }

            return true;
        }

        private static bool MayMeet(RowCondition a, RowCondition b) =>
            a.Column != b.Column
            || (a.Kind == ConditionKind.AtLeast && b.Kind == ConditionKind.Below && a.Value < b.Value)
            || (a.Kind == ConditionKind.Below && b.Kind == ConditionKind.AtLeast && b.Value < a.Value);

        private ContrastPattern Measure(
            int[] parts, ContrastKind kind, int hits, int trials, int referenceHits, int referenceTrials)
        {
            double share = trials == 0 ? 0 : hits / (double)trials;
            double referenceShare = Math.Max(referenceHits, 0.5) / Math.Max(referenceTrials, 1);
            return new ContrastPattern(
                [.. parts.Select(p => _conditions[p])], kind, hits, trials, referenceHits, referenceTrials,
                share / referenceShare,
                Proportion.ProbabilityOfExcess(hits, trials, referenceHits, referenceTrials));
        }

        // Within what the other conditions match, the one left out must itself tell recent from reference (or bad from
        // good): otherwise the shorter pattern says it all.
        private bool ExplainsMoreThanItsParts(Node node)
        {
            foreach (int left in node.Parts)
            {
                if (node.Parts.Length == 1)
                {
                    break;
                }

                int[] others = [.. node.Parts.Where(p => p != left)];
                RowSet reference = RowsOf(_referenceSets, others, _referenceRows);
                RowSet recent = RowsOf(_recentSets, others, _recentRows);

                double probability = _recentBad is RowSet bad
                    ? Proportion.ProbabilityOfExcess(
                        node.Pattern.Hits, node.Pattern.Trials,
                        recent.CountAnd(bad) - node.Pattern.Hits, recent.Count() - node.Pattern.Trials)
                    : Proportion.ProbabilityOfExcess(
                        node.Pattern.Hits, recent.Count(), node.Pattern.ReferenceHits, reference.Count());
                if (probability > PartAlpha)
                {
                    return false;
                }
            }

            return true;
        }
    }
}
