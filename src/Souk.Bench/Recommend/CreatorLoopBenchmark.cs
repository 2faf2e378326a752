using Souk.Simulation;

namespace Souk.Bench.Recommend;

/// <summary>A closed loop with simulated creators, whose audiences' tastes are known: what an item put forward
/// sells.</summary>
public sealed class CreatorLoopBenchmark : ILearningBenchmark
{
    private const int WarmUpDays = 14;
    private const int Days = 10;
    private const string Ours = "creator_picks";

    // Markets differ much in what their creators sell, so there are some more.
    private static readonly ulong[] _seeds = [.. LoopBenchmark.Seeds, 1006, 1007, 1008];

    private static readonly SimulationOptions _market = new() { Shoppers = 10_000, Items = 1_000 };

    /// <inheritdoc/>
    public string Name => "recommend-loop-creators";

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation) => LoopRatios.Compare(
        "true sales of an item put forward, a viewer",
        [null, LoopDefinition.CreatorPopular, LoopDefinition.CreatorNeighbours, Ours], _seeds, Run,
        cancellation);

    private static LoopFigures Run(string? surface, ulong seed)
    {
        using CreatorLoop loop = new(_market with { Seed = seed });
        loop.RunDays(null, WarmUpDays);
        if (surface == Ours)
        {
            loop.Engine.Train(surface);
        }

        return loop.RunDays(surface, Days);
    }
}
