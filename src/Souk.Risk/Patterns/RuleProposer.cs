using Souk.Core.Definition;
using Souk.Learning.Data;
using Souk.Learning.Patterns;

namespace Souk.Risk.Patterns;

/// <summary>Learns rules from rows whose outcomes are known, and judges them on later ones.</summary>
internal static class RuleProposer
{
    private const long MicrosecondsPerDay = 86_400_000_000;

    // The grouping by time beside those by entity: what held for everybody on the day of an attack is no sign of it.
    private const string DayGrouping = "day";

    internal static List<RuleProposal> Propose(
        RiskEngine risk, EventType type, IReadOnlyList<RowColumn> columns, SampledRow[] learning,
        DiscoveryOptions options, CancellationToken cancellation)
    {
        // By the bad ones and not by the clock: of a pattern that began yesterday, too, some is left to judge on.
        long[] bad = [.. learning.Where(r => r.IsBad).Select(r => r.Time.Microseconds)];
        long split = bad.Length == 0 ? 0 : bad[(int)((1 - options.JudgedShare) * bad.Length)];
        SampledRow[] earlier = [.. learning.Where(r => r.Time.Microseconds < split)];
        SampledRow[] later = [.. learning.Where(r => r.Time.Microseconds >= split)];
        if (earlier.Length == 0 || later.Length == 0 || !earlier.Any(r => r.IsBad))
        {
            return [];
        }

        FeatureTable table = RowSample.ToTable(columns, earlier);
        FeatureTable laterTable = RowSample.ToTable(columns, later);
        string[] names = [.. type.EntityFields.Select(f => f.Name)];
        List<RuleProposal> proposals = [];
        foreach (LearnedRule rule in RuleLearner.Learn(
            table, [.. earlier.Select(r => r.IsBad)], laterTable, [.. later.Select(r => r.IsBad)],
            GroupingsOf(names, earlier), options.Rules, cancellation))
        {
            if (RowColumn.ToCel(columns, rule.Conditions) is not string when
                || risk.WhyNotRule(options.EventType, when) is not null)
            {
                continue;
            }

            SampledRow[] laterCaught = Caught(rule, laterTable, later);
            SampledRow[] caught = [.. Caught(rule, table, earlier), .. laterCaught];
            (string kind, double groups) = FewestGroups(names, caught);
            proposals.Add(new RuleProposal
            {
                Id = PatternId.Of(when),
                Checkpoint = options.EventType,
                When = when,
                Hits = rule.Hits,
                BadHits = rule.BadHits,
                LaterHits = rule.LaterHits,
                LaterBadHits = rule.LaterBadHits,
                LaterNew = laterCaught.Count(r => !r.IsStopped),
                LaterRecall = rule.LaterBadHits / (double)later.Count(r => r.IsBad),
                Generality = rule.Generality,
                GroupKind = kind,
                Groups = groups,
            });
        }

        return [.. proposals.OrderByDescending(p => p.ExpectedPrecision.Lower).ThenBy(p => p.Id)];
    }

    private static SampledRow[] Caught(LearnedRule rule, FeatureTable table, SampledRow[] rows) =>
        [.. rows.Where((row, at) => row.IsBad && rule.Conditions.All(c => c.Matches(table, at)))];

    // By each entity, by the day, and by the entity on the day: what an item has been like all day may be chance as
    // well as what it is like always.
    private static List<RowGrouping> GroupingsOf(string[] names, SampledRow[] rows)
    {
        long end = rows[^1].Time.Microseconds;
        List<RowGrouping> groupings =
            [Number(DayGrouping, rows, r => ((end - r.Time.Microseconds) / MicrosecondsPerDay) + 1)];
        for (int kind = 0; kind < names.Length; kind++)
        {
            int at = kind;
            groupings.Add(Number(names[kind], rows, r => r.Entities[at]));
            groupings.Add(Number(
                $"{names[kind]} on a day", rows,
                r => (r.Entities[at], r.Entities[at] == 0 ? 0 : (end - r.Time.Microseconds) / MicrosecondsPerDay)));
        }

        return groupings;
    }

    private static RowGrouping Number<T>(string name, SampledRow[] rows, Func<SampledRow, T> key)
        where T : struct
    {
        Dictionary<T, int> numbers = [];
        int[] groups = new int[rows.Length];
        for (int row = 0; row < groups.Length; row++)
        {
            T value = key(rows[row]);
            if (EqualityComparer<T>.Default.Equals(value, default))
            {
                groups[row] = -1;
            }
            else if (!numbers.TryGetValue(value, out groups[row]))
            {
                groups[row] = numbers[value] = numbers.Count;
            }
        }

        return new RowGrouping(name, groups);
    }

    private static (string Kind, double Groups) FewestGroups(string[] names, SampledRow[] caught)
    {
        (string Kind, double Groups) fewest = ("event", caught.Length);
        for (int kind = 0; kind < names.Length; kind++)
        {
            int[] sizes = [.. caught.Where(r => r.Entities[kind] != 0).CountBy(r => r.Entities[kind])
                .Select(g => g.Value)];
            double groups = RowGrouping.EffectiveCount(sizes);
            fewest = groups > 0 && groups < fewest.Groups ? (names[kind], groups) : fewest;
        }

        return fewest;
    }
}
