using Souk.Core.Definition;
using Souk.Learning.Evaluation;
using Souk.Recommend.Recall;

namespace Souk.Recommend.Evaluation;

/// <summary>Collects, case by case, what the fused candidates would lose without each source.</summary>
internal sealed class SourceGainTally(IReadOnlyList<RecallSource> sources)
{
    private static readonly int[] _cutoffs = [SystemTally.Cutoff, SystemTally.LongCutoff, RecallLimits.Ranked];

    private readonly List<double>[][] _differences =
        [.. sources.Select(_ => _cutoffs.Select(_ => new List<double>()).ToArray())];

    /// <summary>Adds a case.</summary>
    /// <param name="candidates">All candidates, fused.</param>
    /// <param name="idOf">The id of a candidate.</param>
    /// <param name="wanted">What was wanted, by id.</param>
    internal void Add(
        IReadOnlyList<Candidate> candidates, Func<Candidate, string> idOf, IReadOnlyDictionary<string, double> wanted)
    {
        HashSet<Candidate> found = [.. candidates.Where(c => wanted.ContainsKey(idOf(c)))];
        double[] whole = RecallOf(candidates, found, wanted.Count);
        for (int s = 0; s < sources.Count; s++)
        {
            // Where no candidate is of the source, and where nothing wanted was found, nothing changes.
            double[] without = found.Count == 0 || candidates.All(c => c.Ranks[(int)sources[s]] == 0)
                ? whole : RecallOf(RecallFusion.Without(candidates, sources[s]), found, wanted.Count);
            for (int c = 0; c < _cutoffs.Length; c++)
            {
                _differences[s][c].Add(whole[c] - without[c]);
            }
        }
    }

    internal IReadOnlyList<SourceGain> Finish(int resamples) =>
    [
        .. sources.Select((source, s) => new SourceGain(
            source,
            _cutoffs.Select((cutoff, c) => (cutoff, c)).ToDictionary(
                p => $"recall@{p.cutoff}", p => Bootstrap.Mean([.. _differences[s][p.c]], resamples)))),
    ];

    private static double[] RecallOf(IReadOnlyList<Candidate> ordered, HashSet<Candidate> found, int wanted)
    {
        double[] recall = new double[_cutoffs.Length];
        for (int i = 0; i < Math.Min(ordered.Count, _cutoffs[^1]); i++)
        {
            for (int c = 0; c < _cutoffs.Length && found.Contains(ordered[i]); c++)
            {
                recall[c] += i < _cutoffs[c] ? 1.0 / wanted : 0;
            }
        }

        return recall;
    }
}
