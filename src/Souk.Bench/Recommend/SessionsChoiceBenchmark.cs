using System.Diagnostics;
using Souk.Bench.Data;

namespace Souk.Bench.Recommend;

/// <summary>Where the sources and settings of <see cref="SessionsBenchmark"/> were chosen: the last 4 % of the training
/// sessions, after the others.</summary>
public sealed class SessionsChoiceBenchmark : ILearningBenchmark
{
    private const int Cases = 4_000;

    private static readonly string[] _choices =
    [
        "session_neighbours, repeat", "similar_subjects, repeat", "session_neighbours, similar_subjects, repeat",
        "session_neighbours, neighbours, repeat", "session_neighbours, co_viewed, similar_subjects, repeat",
    ];

    /// <inheritdoc/>
    public string Name => "recommend-sessions-choice";

    /// <inheritdoc/>
    public string DataSet => "retailrocket_session";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        SessionData data = SessionData.ReadRetailRocket(dataFolder);
        int training = data.Sessions.Count * 96 / 100;
        foreach (string sources in _choices)
        {
            cancellation.ThrowIfCancellationRequested();
            var clock = Stopwatch.StartNew();
            using SessionReplay replay = new(sources);
            replay.Learn(data.Sessions, training);
            int[] ranks = replay.Ranks(SessionsBenchmark.ValidationCases(data, training, Cases));
            yield return new BenchmarkRow(
                sources, "P@20 of validation", SessionsBenchmark.HitRate(ranks), Seconds: clock.Elapsed.TotalSeconds);
            yield return new BenchmarkRow(sources, "MRR@20 of validation", SessionsBenchmark.ReciprocalRank(ranks));
        }
    }
}
