using Souk.Bench.Foundation;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Recommend.Evaluation;
using Souk.Simulation;

namespace Souk.Bench.Recommend;

/// <summary>Which recall sources foresee the orders of a simulated marketplace, and what those that the shipped surface
/// does not have would add to it: chosen on one market, told of another.</summary>
public sealed class SourcesMarketBenchmark : ILearningBenchmark
{
    private static readonly SimulationOptions _market = new() { Shoppers = 3_000, Days = 14 };

    /// <inheritdoc/>
    public string Name => "recommend-sources-market";

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        foreach ((string span, ulong seed) in new[] { ("choice market", 7UL), ("test market", 1001UL) })
        {
            using TemporaryFolder folder = new();
            using SoukEngine engine = SimulatedLog.Open(folder.Path, _market with { Seed = seed }, cancellation);
            foreach (BenchmarkRow row in SourceTrials.Run(
                engine, new EvaluationOptions { Surface = "for_you" }, [RecallSource.Embeddings, RecallSource.Towers],
                span, cancellation))
            {
                yield return row;
            }
        }
    }
}
