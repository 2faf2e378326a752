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
        List<(double Overlap, int Ring, long Number)> candidates = [];
        for (int ring = 0; ring < rings.Count; ring++)
        {
            foreach ((long number, HashSet<string> members) in _known)
            {
                int common = rings[ring].Count(members.Contains);
                double overlap = (double)common / (rings[ring].Count + members.Count - common);
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

        for (int ring = 0; ring < rings.Count; ring++)
        {
            numbers[ring] = numbers[ring] == 0 ? ++_last : numbers[ring];
            _known[numbers[ring]] = [.. rings[ring]];
        }

        return numbers;
    }
}
