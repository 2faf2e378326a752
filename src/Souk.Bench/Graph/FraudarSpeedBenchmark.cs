using System.Diagnostics;
using Souk.Graph.Dense;

namespace Souk.Bench.Graph;

/// <summary>Times FRAUDAR on a made graph of ten million edges with popular columns and one ring.</summary>
public sealed class FraudarSpeedBenchmark : ILearningBenchmark
{
    private const int Edges = 10_000_000;
    private const int Rows = 2_000_000;
    private const int Columns = 200_000;

    /// <inheritdoc/>
    public string Name => "graph-speed";

    /// <inheritdoc/>
    public BenchmarkKind Kind => BenchmarkKind.Speed;

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        Random random = new(1);
        int[] rows = new int[Edges];
        int[] columns = new int[Edges];
        for (int i = 0; i < Edges; i++)
        {
            // Popularity falls off like a power of the rank.
            double draw = random.NextDouble();
            rows[i] = random.Next(Rows);
            columns[i] = (int)(Columns * draw * draw * draw);
        }

        EdgeList graph = RingInjection.Add(
            new EdgeList(Rows, Columns, rows, columns), 300, 100, 0.5, 0, random, out HashSet<int> members);
        var clock = Stopwatch.StartNew();
        IReadOnlyList<DenseBlock> blocks = Fraudar.Find(
            graph, new FraudarOptions { MaxBlocks = 1 }, null, cancellation);
        yield return new BenchmarkRow(
            "FRAUDAR, one block", "seconds for 10 million edges", clock.Elapsed.TotalSeconds, null, 60, false,
            clock.Elapsed.TotalSeconds, $"F1 of the ring {RingInjection.Best(blocks, members).F1:0.000}; one thread");
    }
}
