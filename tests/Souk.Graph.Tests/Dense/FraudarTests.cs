using FsCheck;
using FsCheck.Fluent;
using Souk.Graph.Dense;

namespace Souk.Graph.Tests.Dense;

public sealed class FraudarTests
{
    private static readonly FraudarOptions _paper =
        new() { Weighting = EdgeWeighting.Column, MaxBlocks = 1, MinRows = 1, MinColumns = 1 };

    [Fact]
    public void The_first_block_has_the_density_it_says_and_at_least_half_the_best() =>
        Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), seed =>
        {
            Random random = new(seed);
            EdgeList graph = Small(random, 5, 4, random.Next(1, 16));
            DenseBlock block = Fraudar.Find(graph, _paper).Single();
            double best = BestDensity(graph);
            double own = DensityOf(graph, [.. block.Rows], [.. block.Columns]);
            return Math.Abs(own - block.Density) < 1e-9 && own <= best + 1e-9 && own >= (best / 2) - 1e-9;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(EdgeWeighting.Column)]
    [InlineData(EdgeWeighting.Both)]
    public void A_ring_behind_a_larger_one_is_found_too(EdgeWeighting weighting)
    {
        Random random = new(3);
        List<(int Row, int Column)> edges = [];
        for (int i = 0; i < 3_000; i++)
        {
            edges.Add((random.Next(1_000), random.Next(200)));
        }

        AddRing(edges, random, 1_000, 60, 200, 10, 0.9);
        AddRing(edges, random, 1_060, 30, 210, 6, 0.9);
        EdgeList graph = new(1_090, 216, [.. edges.Select(e => e.Row)], [.. edges.Select(e => e.Column)]);

        IReadOnlyList<DenseBlock> blocks = Fraudar.Find(
            graph, new FraudarOptions { Weighting = weighting, MaxBlocks = 3 });

        Assert.Contains(blocks, b => F1(b, 1_000, 60) > 0.9);
        Assert.Contains(blocks, b => F1(b, 1_060, 30) > 0.9);
        Assert.All(blocks.Take(2), b => Assert.True(b.Lift > 3, $"lift {b.Lift}"));
    }

    [Fact]
    public void A_core_of_regulars_who_act_on_everything_does_not_hide_a_ring()
    {
        Random random = new(4);
        List<(int Row, int Column)> edges = [];
        AddRing(edges, random, 0, 300, 0, 60, 0.4);
        for (int i = 0; i < 4_000; i++)
        {
            edges.Add((300 + random.Next(3_000), random.Next(60)));
        }

        AddRing(edges, random, 3_300, 100, 5, 10, 0.8);
        EdgeList graph = new(3_400, 60, [.. edges.Select(e => e.Row)], [.. edges.Select(e => e.Column)]);

        DenseBlock first = Fraudar.Find(graph)[0];

        Assert.True(F1(first, 3_300, 100) > 0.8, $"F1 {F1(first, 3_300, 100)}");
        Assert.True(F1(Fraudar.Find(graph, _paper).Single(), 3_300, 100) < 0.2);
    }

    [Fact]
    public void Suspicion_from_elsewhere_draws_the_block_to_it()
    {
        EdgeList graph = new(5, 2, [0, 0, 1, 1, 2, 2, 3, 4], [0, 1, 0, 1, 0, 1, 0, 1]);
        double[] suspicion = [0, 0, 0, 0.5, 0];

        Assert.Contains(3, Fraudar.Find(graph, _paper, suspicion).Single().Rows);
        Assert.DoesNotContain(3, Fraudar.Find(graph, _paper).Single().Rows);
    }

    [Fact]
    public void Times_and_edges_are_those_of_the_block()
    {
        EdgeList graph = new(3, 2, [0, 0, 1, 1, 2], [0, 1, 0, 1, 0], [5, 6, 7, 8, 99]);

        DenseBlock block = Fraudar.Find(graph, _paper).Single();

        Assert.Equal([0, 1], block.Rows);
        Assert.Equal((4, 5L, 8L), (block.Edges, block.FirstTime, block.LastTime));
    }

    [Fact]
    public void Nothing_gives_nothing_and_wrong_input_is_refused()
    {
        Assert.Empty(Fraudar.Find(new EdgeList(0, 0, [], [])));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EdgeList(1, 1, [1], [0]));
        Assert.Throws<ArgumentException>(() => new EdgeList(1, 1, [0], []));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Fraudar.Find(new EdgeList(1, 1, [0], [0]), new FraudarOptions { DegreeConstant = 1 }));
        Assert.Throws<ArgumentException>(() => Fraudar.Find(new EdgeList(1, 1, [0], [0]), null, [-1]));
    }

    internal static void AddRing(
        List<(int Row, int Column)> edges, Random random, int firstRow, int rows, int firstColumn, int columns,
        double share)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                if (random.NextDouble() < share)
                {
                    edges.Add((firstRow + row, firstColumn + column));
                }
            }
        }
    }

    private static double F1(DenseBlock block, int first, int count)
    {
        double hit = block.Rows.Count(r => r >= first && r < first + count);
        return 2 * hit / (block.Rows.Count + count);
    }

    private static EdgeList Small(Random random, int rows, int columns, int edges) => new(
        rows, columns,
        [.. Enumerable.Range(0, edges).Select(_ => random.Next(rows))],
        [.. Enumerable.Range(0, edges).Select(_ => random.Next(columns))]);

    private static double WeightOf(EdgeList graph, int edge)
    {
        int column = graph.Columns[edge];
        int degree = Enumerable.Range(0, graph.Count).Count(e => graph.Columns[e] == column);
        return 1 / Math.Log(degree + 5);
    }

    private static double DensityOf(EdgeList graph, HashSet<int> rows, HashSet<int> columns) =>
        Enumerable.Range(0, graph.Count)
            .Where(e => rows.Contains(graph.Rows[e]) && columns.Contains(graph.Columns[e])).Sum(e => WeightOf(graph, e))
        / (rows.Count + columns.Count);

    private static double BestDensity(EdgeList graph) =>
        Enumerable.Range(1, (1 << (graph.RowCount + graph.ColumnCount)) - 1).Max(set => DensityOf(
            graph,
            [.. Enumerable.Range(0, graph.RowCount).Where(r => (set >> r & 1) == 1)],
            [.. Enumerable.Range(0, graph.ColumnCount).Where(c => (set >> (graph.RowCount + c) & 1) == 1)]));
}
