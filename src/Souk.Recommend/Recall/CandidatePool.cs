using System.Runtime.InteropServices;
using Souk.Core.Definition;

namespace Souk.Recommend.Recall;

/// <summary>The candidates of a request. Sources add scores; each source's best become candidates.</summary>
internal sealed class CandidatePool
{
    private readonly Dictionary<uint, Candidate> _byObject = [];
    private readonly Dictionary<uint, double> _scores = [];
    private readonly HashSet<uint> _excluded;

    internal CandidatePool(IEnumerable<uint> excluded) => _excluded = [.. excluded];

    internal List<Candidate> All { get; } = [];

    internal Candidate? Find(uint target) => _byObject.GetValueOrDefault(target);

    internal bool IsExcluded(uint target) => _excluded.Contains(target);

    /// <summary>Adds to the score of an object in the source under way.</summary>
    internal void Add(uint target, double score)
    {
        if (!_excluded.Contains(target))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_scores, target, out _) += score;
        }
    }

    /// <summary>Ends a source: its best become candidates, equal scores in the order of numbers.</summary>
    /// <returns>How many it gave.</returns>
    internal int EndSource(RecallSource source)
    {
        (uint Object, double Score)[] found = [.. _scores.Where(s => s.Value > 0).Select(s => (s.Key, s.Value))];
        _scores.Clear();
        Array.Sort(
            found, static (a, b) => a.Score == b.Score ? a.Object.CompareTo(b.Object) : b.Score.CompareTo(a.Score));
        int count = Math.Min(found.Length, RecallLimits.PerSource);
        for (int i = 0; i < count; i++)
        {
            ref Candidate? candidate = ref CollectionsMarshal.GetValueRefOrAddDefault(
                _byObject, found[i].Object, out _);
            if (candidate is null)
            {
                candidate = new Candidate(found[i].Object);
                All.Add(candidate);
            }

            candidate.Ranks[(int)source] = i + 1;
            candidate.Scores[(int)source] = (float)found[i].Score;
        }

        return count;
    }
}
