using System.Diagnostics;
using Souk.Bench.Data;
using Souk.Learning.Collaborative;
using Souk.Learning.Evaluation;

namespace Souk.Bench.Collaborative;

/// <summary>Session neighbours on RetailRocket: the next item of a session.</summary>
public sealed class RetailRocketBenchmark : ILearningBenchmark
{
    private const int Cutoff = 20;
    private const string Chosen = "chosen on prefixes of the last 4 % of the training sessions";

    /// <inheritdoc/>
    public string Name => "retailrocket-sessions";

    /// <inheritdoc/>
    public string DataSet => "retailrocket_session";

    /// <summary>The settings chosen on validation data.</summary>
    internal static SessionNeighboursOptions Options { get; } = new()
    {
        Neighbours = 1_500,
        PrefixDecay = 0.8,
        MatchDecay = 0.1,
        RecencyDecay = 1,
        RarityExponent = 2,
        RepeatWeight = 40,
    };

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        SessionData data = SessionData.ReadRetailRocket(dataFolder);
        foreach ((string method, SessionNeighboursOptions options, bool hasMark) in new[]
        {
            ("session neighbours, chosen", Options, true),
            ("session neighbours, defaults", new SessionNeighboursOptions(), false),
        })
        {
            var clock = Stopwatch.StartNew();
            SessionNeighbours model = SessionNeighbours.Fit(data.Sessions, options);
            NextItemReport report = NextItemEvaluator.Evaluate(model, data.Prefixes, data.Targets, 0, cancellation);
            double seconds = clock.Elapsed.TotalSeconds;
            string settings = hasMark ? $"{options}; {Chosen}" : "defaults";
            yield return new BenchmarkRow(
                method, "P@20", report.HitRate(Cutoff), "V-SKNN-like .4050, COTREC .5617 (unconfirmed)",
                hasMark ? 0.41 : double.NaN, Seconds: seconds, Settings: settings);
            yield return new BenchmarkRow(
                method, "MRR@20", report.ReciprocalRank(Cutoff), "V-SKNN-like .1871, COTREC .2997 (unconfirmed)",
                hasMark ? 0.19 : double.NaN, Seconds: seconds, Settings: settings);
        }
    }
}
