using Souk.Simulation;

namespace Souk.Bench.Recommend;

/// <summary>A closed loop with simulated shoppers, whose tastes are known: what an impression is worth by surface. The
/// seeds are for this figure alone: whoever changes the engine looks at <see cref="LoopLadderBenchmark"/>.</summary>
public sealed class LoopBenchmark : ILearningBenchmark
{
    private const int SessionsPerDay = 700;
    private const int WarmUpDays = 14;
    private const int Days = 5;
    private const string Ours = "for_you";

    private static readonly ShopperLoopOptions _loop = new() { SessionsPerDay = SessionsPerDay };

    private static readonly SimulationOptions _market = new() { Shoppers = 2_000, Items = 1_000 };

    /// <summary>The seeds of the markets that figures are told of.</summary>
    internal static IReadOnlyList<ulong> Seeds { get; } = [1001, 1002, 1003, 1004, 1005];

    /// <inheritdoc/>
    public string Name => "recommend-loop";

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation) => LoopRatios.Compare(
        "true value an impression", [null, LoopDefinition.Popular, LoopDefinition.Neighbours, Ours], Seeds, Run,
        cancellation);

    private static LoopFigures Run(string? surface, ulong seed)
    {
        using ShopperLoop loop = new(_market with { Seed = seed }, _loop);
        loop.RunDays(null, WarmUpDays);
        if (surface == Ours)
        {
            loop.Engine.Train(surface);
        }

        return loop.RunDays(surface, Days);
    }
}
