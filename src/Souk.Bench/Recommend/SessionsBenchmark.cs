using System.Diagnostics;
using Souk.Bench.Data;

namespace Souk.Bench.Recommend;

/// <summary>RetailRocket sessions through the whole engine: clicks as events, the next item from a surface.</summary>
public sealed class SessionsBenchmark : ILearningBenchmark
{
    /// <summary>The sources of the surface, chosen on the last 4 % of the training sessions.</summary>
    internal const string Sources = "session_neighbours, similar_subjects, repeat";

    /// <inheritdoc/>
    public string Name => "recommend-sessions";

    /// <inheritdoc/>
    public string DataSet => "retailrocket_session";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        SessionData data = SessionData.ReadRetailRocket(dataFolder);
        foreach ((string sources, bool hasMark) in new[]
        {
            (Sources, true), ("co_viewed, repeat", false), ("trending", false),
        })
        {
            cancellation.ThrowIfCancellationRequested();
            var clock = Stopwatch.StartNew();
            using SessionReplay replay = new(sources);
            replay.Learn(data.Sessions, data.Sessions.Count);
            int[] ranks = replay.Ranks(TestCases(data));
            double seconds = clock.Elapsed.TotalSeconds;
            yield return new BenchmarkRow(
                $"events in, answers out: {sources}", "P@20", HitRate(ranks),
                "V-SKNN-like .4050, COTREC .5617 (unconfirmed)",
                hasMark ? 0.41 : double.NaN, Seconds: seconds);
            yield return new BenchmarkRow(
                $"events in, answers out: {sources}", "MRR@20", ReciprocalRank(ranks),
                "V-SKNN-like .1871, COTREC .2997 (unconfirmed)", hasMark ? 0.19 : double.NaN);
        }
    }

    /// <summary>The share of cases with a place.</summary>
    internal static double HitRate(int[] ranks) => ranks.Count(r => r > 0) / (double)ranks.Length;

    /// <summary>The mean of one over the place.</summary>
    internal static double ReciprocalRank(int[] ranks) => ranks.Sum(r => r > 0 ? 1.0 / r : 0) / ranks.Length;

    /// <summary>All prefixes of the last training sessions, to choose settings by.</summary>
    internal static IEnumerable<(int[] Prefix, int Target)> ValidationCases(SessionData data, int from, int most)
    {
        int given = 0;
        for (int s = from; s < data.Sessions.Count; s++)
        {
            int[] session = data.Sessions[s].ToArray();
            for (int end = 1; end < session.Length && given < most; end++)
            {
                given++;
                yield return (session[..end], session[end]);
            }
        }
    }

    private static IEnumerable<(int[] Prefix, int Target)> TestCases(SessionData data) =>
        data.Targets.Select((target, i) => (data.Prefixes[i].ToArray(), target));
}
