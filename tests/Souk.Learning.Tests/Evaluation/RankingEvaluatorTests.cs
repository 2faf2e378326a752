using Souk.Learning.Data;
using Souk.Learning.Evaluation;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Evaluation;

public sealed class RankingEvaluatorTests
{
    private static SparseMatrix Matrix(int rows, int columns, params (int Row, int Column)[] ones) =>
        SparseMatrix.FromEntries(
            rows, columns, ones.Select(o => o.Row).ToArray(), ones.Select(o => o.Column).ToArray(),
            ones.Select(_ => 1f).ToArray());

    private static RankingReport Evaluate(
        IUserScorer scorer, SparseMatrix seen, SparseMatrix held, RankingOptions? options = null) =>
        RankingEvaluator.Evaluate(scorer, seen, held, options, TestContext.Current.CancellationToken);

    [Fact]
    public void A_worked_example_gives_the_figures_computed_by_hand()
    {
        // User 0 has item 0 already; ranking is 1, 2, 3, 4; held out are 2, 4 and 5.
        var scorer = new FixedScorer([[9, 5, 4, 3, 2, 1]]);
        RankingReport report = Evaluate(
            scorer, Matrix(1, 6, (0, 0)), Matrix(1, 6, (0, 2), (0, 4), (0, 5)), new RankingOptions { Cutoffs = [4] });
        double gain = (1 / Math.Log2(3)) + (1 / Math.Log2(5));
        double ideal = 1 + (1 / Math.Log2(3)) + 0.5;
        Assert.Equal(2.0 / 3, report.Mean(RankingMetric.Recall, 4), 12);
        Assert.Equal(0.5, report.Mean(RankingMetric.Precision, 4), 12);
        Assert.Equal(gain / ideal, report.Mean(RankingMetric.Ndcg, 4), 12);
        Assert.Equal((0.5 + 0.5) / 3, report.Mean(RankingMetric.AveragePrecision, 4), 12);
        Assert.Equal(0.5, report.Mean(RankingMetric.ReciprocalRank, 4), 12);
        Assert.Equal(1, report.Mean(RankingMetric.HitRate, 4), 12);
        Assert.Equal(4.0 / 7, report.Mean(RankingMetric.F1, 4), 12);
        Assert.Equal(4.0 / 6, report.Spread(4).Coverage, 12);
    }

    [Fact]
    public void Users_without_held_items_do_not_count()
    {
        var scorer = new FixedScorer([[1, 2, 3], [3, 2, 1]]);
        RankingReport report = Evaluate(
            scorer, Matrix(2, 3), Matrix(2, 3, (1, 0)), new RankingOptions { Cutoffs = [1] });
        Assert.Equal([1], report.Users);
        Assert.Equal(1, report.Mean(RankingMetric.Recall, 1));
    }

    [Fact]
    public void Any_number_of_threads_and_block_size_gives_the_same_report()
    {
        const int users = 137;
        const int items = 61;
        var random = new SeededRandom(3);
        float[][] table = new float[users][];
        List<(int, int)> seen = [];
        List<(int, int)> held = [];
        for (int u = 0; u < users; u++)
        {
            table[u] = new float[items];
            for (int i = 0; i < items; i++)
            {
                table[u][i] = random.Next(7);
                double draw = random.NextDouble();
                if (draw < 0.1)
                {
                    seen.Add((u, i));
                }
                else if (draw < 0.2)
                {
                    held.Add((u, i));
                }
            }
        }

        SparseMatrix seenMatrix = Matrix(users, items, [.. seen]);
        SparseMatrix heldMatrix = Matrix(users, items, [.. held]);
        var one = new RankingOptions { Cutoffs = [5, 20], Threads = 1, UsersPerBlock = 1 };
        var many = new RankingOptions { Cutoffs = [5, 20], Threads = 4, UsersPerBlock = 9 };
        RankingReport a = Evaluate(new FixedScorer(table), seenMatrix, heldMatrix, one);
        RankingReport b = Evaluate(new FixedScorer(table), seenMatrix, heldMatrix, many);
        foreach (RankingMetric metric in Enum.GetValues<RankingMetric>())
        {
            Assert.Equal(a.PerUser(metric, 5).ToArray(), b.PerUser(metric, 5).ToArray());
            Assert.Equal(a.Mean(metric, 20), b.Mean(metric, 20));
        }

        Assert.Equal(a.Spread(20), b.Spread(20));
    }

    [Fact]
    public void Gini_is_zero_for_an_even_spread_and_near_one_for_one_item()
    {
        int[] popularity = [1, 1, 1, 1];
        Assert.Equal(0, ItemSpread.From([2, 2, 2, 2], popularity, 4).Gini, 12);
        Assert.Equal(0.75, ItemSpread.From([0, 0, 8, 0], popularity, 4).Gini, 12);
        Assert.Equal(2, ItemSpread.From([0, 0, 8, 0], popularity, 4).Novelty, 12);
    }

    [Fact]
    public void A_matrix_of_another_shape_is_refused()
    {
        var scorer = new FixedScorer([[1, 2, 3]]);
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => Evaluate(scorer, Matrix(1, 3), Matrix(1, 4, (0, 1))));
        Assert.Contains("1 × 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_held_item_at_all_is_refused() =>
        Assert.Throws<ArgumentException>(
            () => Evaluate(new FixedScorer([[1f]]), Matrix(1, 1), Matrix(1, 1)));

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public void A_cutoff_out_of_range_is_refused(int cutoff) =>
        Assert.Throws<ArgumentException>(
            () => Evaluate(
                new FixedScorer([[1f]]), Matrix(1, 1), Matrix(1, 1, (0, 0)),
                new RankingOptions { Cutoffs = [cutoff] }));
}
