using Souk.Learning.Collaborative;
using Souk.Learning.Data;

namespace Souk.Learning.Tests.Collaborative;

public sealed class ItemNeighboursTests
{
    private const int Items = 31;
    private static readonly SparseMatrix Sample = SampleInteractions.Make(60, Items, 5);

    private static double[,] Fit(ItemNeighboursOptions options) => SampleInteractions.Dense(
        ItemNeighbours.Fit(Sample, options with { Neighbours = Items }, TestContext.Current.CancellationToken).Weights);

    [Fact]
    public void Cosine_equals_its_definition()
    {
        double[,] weights = Fit(new ItemNeighboursOptions { Shrinkage = 3 });
        double[,] r = SampleInteractions.Dense(Sample);
        AssertPairs(weights, (i, j) =>
            Shared(r, i, j, _ => 1) / (Math.Sqrt(Shared(r, i, i, _ => 1) * Shared(r, j, j, _ => 1)) + 3));
    }

    [Fact]
    public void TfIdf_equals_its_definition()
    {
        double[,] weights = Fit(
            new ItemNeighboursOptions { Similarity = NeighbourSimilarity.TfIdf, Shrinkage = 0 });
        double[,] r = SampleInteractions.Dense(Sample);
        double Rarity(int u) => Math.Pow(Math.Log(1 + ((double)Items / Sample.RowColumns(u).Length)), 2);
        AssertPairs(weights, (i, j) =>
            Shared(r, i, j, Rarity) / Math.Sqrt(Shared(r, i, i, Rarity) * Shared(r, j, j, Rarity)));
    }

    [Fact]
    public void Random_walk_equals_its_definition()
    {
        double[,] weights = Fit(new ItemNeighboursOptions
        {
            Similarity = NeighbourSimilarity.RandomWalk,
            UserExponent = 0.7,
            SourceExponent = 0.4,
            TargetExponent = 0.6,
        });
        double[,] r = SampleInteractions.Dense(Sample);
        AssertPairs(weights, (i, j) =>
            Shared(r, i, j, u => Math.Pow(Sample.RowColumns(u).Length, -0.7))
            / Math.Pow(Shared(r, i, i, _ => 1), 0.4) / Math.Pow(Shared(r, j, j, _ => 1), 0.6));
    }

    [Fact]
    public void Bm25_equals_its_definition()
    {
        double[,] weights = Fit(new ItemNeighboursOptions { Similarity = NeighbourSimilarity.Bm25 });
        double[,] r = SampleInteractions.Dense(Sample);
        double mean = (double)Sample.Count / Sample.Rows;
        AssertPairs(weights, (i, j) => Shared(r, i, j, u =>
        {
            double length = Sample.RowColumns(u).Length;
            return 2.2 / (1 + (1.2 * (0.25 + (0.75 * length / mean)))) * Math.Log(1 + (Items / length));
        }));
    }

    [Fact]
    public void Swing_equals_its_definition()
    {
        double[,] weights = Fit(
            new ItemNeighboursOptions { Similarity = NeighbourSimilarity.Swing, SwingSmoothing = 2 });
        double[,] r = SampleInteractions.Dense(Sample);
        AssertPairs(weights, (i, j) =>
        {
            double sum = 0;
            for (int u = 0; u < Sample.Rows; u++)
            {
                for (int v = u + 1; v < Sample.Rows; v++)
                {
                    if (r[u, i] * r[u, j] * r[v, i] * r[v, j] > 0)
                    {
                        int[] common = [.. Sample.RowColumns(u).ToArray().Intersect(Sample.RowColumns(v).ToArray())];
                        double size = Sample.RowColumns(u).Length * (double)Sample.RowColumns(v).Length;
                        sum += 1 / Math.Sqrt(size) / (2 + common.Length);
                    }
                }
            }

            return sum;
        });
    }

    [Theory]
    [InlineData(NeighbourSimilarity.Cosine)]
    [InlineData(NeighbourSimilarity.Swing)]
    public void Threads_do_not_change_the_neighbours(NeighbourSimilarity similarity)
    {
        ItemModel Run(int threads) => ItemNeighbours.Fit(
            Sample, new ItemNeighboursOptions { Similarity = similarity, Neighbours = 6, Threads = threads },
            TestContext.Current.CancellationToken);
        Assert.Equal(Run(1).Weights.Values, Run(4).Weights.Values);
        Assert.Equal(Run(1).Weights.ColumnIndices, Run(4).Weights.ColumnIndices);
    }

    [Fact]
    public void Contributions_add_up_to_the_score_and_survive_saving()
    {
        ItemModel model = ItemNeighbours.Fit(Sample, cancellation: TestContext.Current.CancellationToken);
        using var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        ItemModel loaded = ItemModel.Load(stream);
        float[] scores = SampleInteractions.Scores(loaded, Sample);
        Assert.Equal(SampleInteractions.Scores(model, Sample), scores);
        Assert.Equal(scores[(4 * Items) + 9], loaded.Contributions(Sample.RowColumns(4), 9).Sum(), 1e-4f);
    }

    [Fact]
    public void Histories_with_other_items_are_refused()
    {
        ItemModel model = ItemNeighbours.Fit(Sample, cancellation: TestContext.Current.CancellationToken);
        Assert.Throws<ArgumentException>(() => new HistoryUserScorer(model, SampleInteractions.Make(3, 30, 1)));
        Assert.Throws<ArgumentException>(() => model.Score(Sample, [0], new float[3]));
    }

    private static double Shared(double[,] r, int i, int j, Func<int, double> weight)
    {
        double sum = 0;
        for (int u = 0; u < r.GetLength(0); u++)
        {
            sum += r[u, i] * r[u, j] * (r[u, i] * r[u, j] > 0 ? weight(u) : 0);
        }

        return sum;
    }

    private static void AssertPairs(double[,] weights, Func<int, int, double> expected)
    {
        for (int i = 0; i < Items; i++)
        {
            for (int j = 0; j < Items; j++)
            {
                Assert.Equal(i == j ? 0 : expected(i, j), weights[i, j], 1e-4);
            }
        }
    }
}
