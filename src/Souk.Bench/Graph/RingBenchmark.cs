using System.Diagnostics;
using Souk.Graph.Dense;

namespace Souk.Bench.Graph;

/// <summary>Finds rings that are added to the YelpChi review graph.</summary>
public sealed class RingBenchmark : ILearningBenchmark
{
    private const int Repeats = 5;

    /// <inheritdoc/>
    public string Name => "graph-rings";

    /// <inheritdoc/>
    public string DataSet => "yelpchi";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        EdgeList graph = YelpChiData.Read(dataFolder).Reviews;
        (int Accounts, int Targets, double Probability, int Camouflage, double AtLeast)[] rings =
        [
            (200, 20, 0.5, 0, 0.8), (200, 20, 0.5, 5, 0.8), (200, 20, 0.3, 0, double.NaN), (100, 10, 1, 0, 0.8),
            (100, 10, 0.5, 0, 0.8), (50, 10, 1, 0, double.NaN),
        ];
        FraudarOptions paper = new() { Weighting = EdgeWeighting.Column, MaxBlocks = 1 };
        foreach ((int accounts, int targets, double probability, int camouflage, double atLeast) in rings)
        {
            var clock = Stopwatch.StartNew();
            double single = 0;
            double many = 0;
            List<int> places = [];
            for (int seed = 1; seed <= Repeats; seed++)
            {
                EdgeList injected = RingInjection.Add(
                    graph, accounts, targets, probability, camouflage, new Random(seed), out HashSet<int> members);
                IReadOnlyList<DenseBlock> blocks = Fraudar.Find(injected, cancellation: cancellation);
                single += RingInjection.Best(Fraudar.Find(injected, paper, null, cancellation), members).F1 / Repeats;
                (double f1, int place) = RingInjection.Best(blocks, members);
                many += f1 / Repeats;
                places.Add(place);
            }

            yield return new BenchmarkRow(
                $"multi-block FRAUDAR, {accounts} x {targets} p = {probability}, {camouflage} camouflage",
                "F1 of the accounts", many, $"FRAUDAR as published, one block: {single:0.00}", atLeast,
                Seconds: clock.Elapsed.TotalSeconds / Repeats,
                Settings: $"defaults, {Repeats} draws; found as block {string.Join(", ", places)}");
        }
    }
}
