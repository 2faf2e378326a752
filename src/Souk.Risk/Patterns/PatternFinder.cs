using Souk.Learning.Data;
using Souk.Learning.Patterns;
using Souk.Log;

namespace Souk.Risk.Patterns;

/// <summary>Combinations of what rules can read whose share of events has jumped (contrast sets; Bay and Pazzani,
/// 2001).</summary>
internal static class PatternFinder
{
    private const int MaxExamples = 5;

    // What an analyst reads.
    private const int MaxPatterns = 50;

    // The surest of very many, as after a change of season: the rest would say the same of fewer rows.
    private const int MaxLookedAt = 2_000;

    // Two patterns say the same where the events that both match are at least this share of those that either does. A
    // wide pattern that covers a narrow one says something else.
    private const double SameShare = 0.5;

    // A rise must show against the last part of the reference span too, or it is what has grown all along.
    private const double LastPart = 0.25;

    internal static List<FoundPattern> Find(
        RiskEngine risk, IReadOnlyList<RowColumn> columns, SampledRow[] reference, SampledRow[] recent,
        DiscoveryOptions options, CancellationToken cancellation)
    {
        FeatureTable before = RowSample.ToTable(columns, reference);
        FeatureTable now = RowSample.ToTable(columns, recent);
        long lastFrom = recent[0].Time.Microseconds - (long)(options.Reference.TotalMicroseconds * LastPart);
        bool[] latest = [.. reference.Select(r => r.Time.Microseconds >= lastFrom)];
        List<FoundPattern> found = [];
        List<HashSet<int>> told = [];
        foreach (ContrastPattern pattern in ContrastMiner
            .FindShares(before, now, latest.Contains(true) ? latest : null, options.Contrast, cancellation)
            .Take(MaxLookedAt))
        {
            cancellation.ThrowIfCancellationRequested();
            HashSet<int> rows = [.. Enumerable.Range(0, now.Rows)
                .Where(r => pattern.Conditions.All(c => c.Matches(now, r)))];
            if (found.Count == MaxPatterns || told.Exists(t => IsSame(t, rows))
                || RowColumn.ToCel(columns, pattern.Conditions) is not string when
                || risk.WhyNotRule(options.EventType, when) is not null)
            {
                continue;
            }

            told.Add(rows);
            found.Add(new FoundPattern(PatternId.Of(when), when, pattern, [.. Examples(recent, rows)]));
        }

        return found;
    }

    private static bool IsSame(HashSet<int> told, HashSet<int> rows)
    {
        int both = rows.Count(told.Contains);
        return both >= SameShare * (told.Count + rows.Count - both);
    }

    // From all over the span, as what comes first may be another's.
    private static IEnumerable<LogPosition> Examples(SampledRow[] recent, HashSet<int> matched)
    {
        int[] rows = [.. matched.Order()];
        int count = Math.Min(MaxExamples, rows.Length);
        return Enumerable.Range(0, count).Select(i => recent[rows[i * rows.Length / count]].Position);
    }
}
