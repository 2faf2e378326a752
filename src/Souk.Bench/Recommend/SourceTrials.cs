using System.Diagnostics;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Learning.Evaluation;
using Souk.Recommend.Evaluation;

namespace Souk.Bench.Recommend;

/// <summary>Recall sources alone, and what each that a surface does not have would add to those that it has, in a
/// temporal split of a log.</summary>
internal static class SourceTrials
{
    private static readonly string[] _cutoffs = ["recall@20", "recall@50"];

    /// <summary>Tries sources one after the other.</summary>
    /// <param name="engine">An engine with the log.</param>
    /// <param name="options">The surface and the span; no ranker is trained.</param>
    /// <param name="tried">The sources that the surface does not have.</param>
    /// <param name="span">The span's name.</param>
    /// <param name="cancellation">Ends the run early.</param>
    internal static IEnumerable<BenchmarkRow> Run(
        SoukEngine engine, EvaluationOptions options, IReadOnlyList<RecallSource> tried, string span,
        CancellationToken cancellation)
    {
        HashSet<string> told = [];
        foreach (RecallSource source in tried)
        {
            var clock = Stopwatch.StartNew();
            EvaluationReport report = SurfaceEvaluation.Run(
                engine, options with { TrainRanker = false, With = [source] }, null, cancellation);
            double seconds = clock.Elapsed.TotalSeconds;
            foreach (SystemFigures system in report.Systems.Where(s => IsOfRecall(s.Name) && told.Add(s.Name)))
            {
                foreach (string cutoff in _cutoffs)
                {
                    yield return new BenchmarkRow(
                        system.Name, $"{cutoff}, {span}", system.Metrics[cutoff].Value,
                        Interval(system.Metrics[cutoff]),
                        Settings: $"{report.Cases} cases, coverage {system.Spread.Coverage:0.000}");
                }
            }

            foreach (SourceGain gain in report.Gains.Where(g => g.Source == source || !told.Contains($"+{g.Source}")))
            {
                told.Add($"+{gain.Source}");
                foreach ((string cutoff, Estimate added) in gain.Recall)
                {
                    yield return new BenchmarkRow(
                        $"adds {WordForm.Of(gain.Source)}", $"{cutoff}, {span}", added.Value, Interval(added),
                        Seconds: gain.Source == source ? seconds : double.NaN,
                        Settings: $"beside {string.Join(", ", report.Gains.Select(g => WordForm.Of(g.Source)))}");
                }
            }
        }
    }

    private static bool IsOfRecall(string system) => system.StartsWith("source:", StringComparison.Ordinal)
        || system == "baseline:popular";

    private static string Interval(Estimate estimate) => $"95 % {estimate.Lower:0.0000} to {estimate.Upper:0.0000}";
}
