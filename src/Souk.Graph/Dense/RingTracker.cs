namespace Souk.Graph.Dense;

/// <summary>Gives rings the same number from run to run although members come and go: a ring of this run continues the
/// ring
/// of an earlier one that it overlaps most, if their Jaccard index is at least one half of their members. Not safe for
/// concurrent use.</summary>
public sealed class RingTracker
{
    /// <summary>How much two sets of members overlap at least to be one ring: with more than half in common no ring can
    /// continue two.</summary>
    public const double MinOverlap = 0.5;

    private readonly Dictionary<long, HashSet<string>> _known = [];
    private long _last;

    /// <summary>Numbers the rings of a run, from 1 on.</summary>
    /// <param name="rings">The members of each.</param>
    /// <returns>The number of each, in the same order.</returns>
    public IReadOnlyList<long> Track(IReadOnlyList<IReadOnlyCollection<string>> rings)
    {
        ArgumentNullException.ThrowIfNull(rings);
        long[] numbers = Match([.. _known.Select(k => (k.Key, (IReadOnlyCollection<string>)k.Value))], rings);
        for (int ring = 0; ring < rings.Count; ring++)
        {
            numbers[ring] = numbers[ring] == 0 ? ++_last : numbers[ring];
            _known[numbers[ring]] = [.. rings[ring]];
        }

        return numbers;
    }

    /// <summary>Finds for each ring which known one it continues; the pairs that overlap most come first.</summary>
    /// <param name="known">The known rings, their numbers and members.</param>
    /// <param name="rings">The members of each new ring.</param>
    /// <returns>The number of the ring that each continues, 0 for none; no number twice.</returns>
    public static long[] Match(
        IReadOnlyList<(long Number, IReadOnlyCollection<string> Members)> known,
        IReadOnlyList<IReadOnlyCollection<string>> rings)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(rings);
        ILookup<string, int> byMember = known.SelectMany((k, i) => k.Members.Select(m => (Member: m, Known: i)))
            .ToLookup(p => p.Member, p => p.Known);
        List<(double Overlap, int Ring, long Number)> candidates = [];
        for (int ring = 0; ring < rings.Count; ring++)
        {
            foreach (IGrouping<int, int> common in rings[ring].SelectMany(m => byMember[m]).GroupBy(k => k))
            {
                (long number, IReadOnlyCollection<string> members) = known[common.Key];
                int shared = common.Count();
                double overlap = (double)shared / (rings[ring].Count + members.Count - shared);
                if (overlap >= MinOverlap)
                {
                    candidates.Add((overlap, ring, number));
                }
            }
        }

        long[] numbers = new long[rings.Count];
        HashSet<long> taken = [];
        foreach ((_, int ring, long number) in
            candidates.OrderByDescending(c => c.Overlap).ThenBy(c => c.Number).ThenBy(c => c.Ring))
        {
            if (numbers[ring] == 0 && taken.Add(number))
            {
                numbers[ring] = number;
            }
        }

        return numbers;
    }
}
