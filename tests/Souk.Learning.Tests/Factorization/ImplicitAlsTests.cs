using Souk.Learning.Data;
using Souk.Learning.Factorization;
using Souk.Learning.Training;

namespace Souk.Learning.Tests.Factorization;

public sealed class ImplicitAlsTests
{
    private static readonly ImplicitAlsOptions Small = new()
    {
        Factors = 20,
        Iterations = 4,
        UnobservedWeight = 0.1,
    };

    [Fact]
    public void A_half_step_equals_the_normal_equations_solved_in_double()
    {
        SparseMatrix data = MadeInteractions.Clustered(60, 50, seed: 3);
        ImplicitAlsModel model = ImplicitAls.Fit(data, Small);
        for (int u = 0; u < data.Rows; u++)
        {
            double[] expected = NaiveRidge.HalfStep(model.ItemFactors, data.RowColumns(u), data.RowValues(u), Small);
            float[] actual = new float[Small.Factors];

            model.FoldInUser(data.RowColumns(u), data.RowValues(u), actual);

            for (int c = 0; c < actual.Length; c++)
            {
                Assert.Equal(expected[c], actual[c], 2e-4);
            }
        }
    }

    [Theory]
    [InlineData(AlsSolver.Exact)]
    [InlineData(AlsSolver.Block)]
    public void Folding_in_an_item_equals_its_last_half_step(AlsSolver solver)
    {
        // The last thing the training did was to solve every item against the users that the model holds.
        SparseMatrix data = MadeInteractions.Clustered(60, 50, seed: 4);
        ImplicitAlsModel model = ImplicitAls.Fit(data, Small with { Solver = solver, BlockSize = 64 });
        SparseMatrix byItem = data.Transpose();
        for (int i = 0; i < byItem.Rows; i++)
        {
            float[] actual = new float[Small.Factors];

            model.FoldInItem(byItem.RowColumns(i), byItem.RowValues(i), actual);

            for (int c = 0; c < actual.Length; c++)
            {
                Assert.Equal(model.ItemFactors.Row(i)[c], actual[c], 2e-4);
            }
        }
    }

    [Theory]
    [InlineData(AlsSolver.Exact)]
    [InlineData(AlsSolver.Block)]
    public void Every_iteration_lowers_the_objective(AlsSolver solver)
    {
        SparseMatrix data = MadeInteractions.Clustered(120, 90, seed: 5);
        var losses = new List<double>();

        ImplicitAls.Fit(
            data,
            Small with { Factors = 40, Solver = solver, BlockSize = 16, Iterations = 8 },
            new Collect(losses));

        Assert.Equal(8, losses.Count);
        for (int i = 1; i < losses.Count; i++)
        {
            Assert.True(losses[i] <= losses[i - 1] * (1 + 1e-5), $"{losses[i - 1]} to {losses[i]} in step {i}");
        }
    }

    [Fact]
    public void The_block_solver_comes_to_the_same_objective()
    {
        SparseMatrix data = MadeInteractions.Clustered(120, 90, seed: 6);
        var exact = new List<double>();
        var block = new List<double>();
        ImplicitAlsOptions options = Small with { Factors = 48, Iterations = 30, BlockSize = 16 };

        ImplicitAls.Fit(data, options, new Collect(exact));
        ImplicitAls.Fit(data, options with { Solver = AlsSolver.Block }, new Collect(block));

        Assert.InRange(block[^1] / exact[^1], 0.98, 1.02);
    }

    [Theory]
    [InlineData(AlsSolver.Exact)]
    [InlineData(AlsSolver.Block)]
    public void The_result_is_the_same_bits_for_any_number_of_threads(AlsSolver solver)
    {
        SparseMatrix data = MadeInteractions.Clustered(300, 200, seed: 7);
        ImplicitAlsOptions options = Small with { Factors = 33, Solver = solver, BlockSize = 16, Threads = 1 };

        byte[] one = Saved(ImplicitAls.Fit(data, options));
        byte[] four = Saved(ImplicitAls.Fit(data, options with { Threads = 4 }));

        Assert.Equal(one, four);
    }

    [Fact]
    public void Contributions_add_up_to_the_score()
    {
        SparseMatrix data = MadeInteractions.Clustered(60, 50, seed: 8);
        ImplicitAlsModel model = ImplicitAls.Fit(data, Small);
        ReadOnlySpan<int> items = data.RowColumns(5);
        float[] user = new float[model.Factors];
        float[] parts = new float[items.Length];
        model.FoldInUser(items, data.RowValues(5), user);

        model.Explain(items, data.RowValues(5), 17, parts);

        double score = 0;
        for (int c = 0; c < user.Length; c++)
        {
            score += user[c] * model.ItemFactors.Row(17)[c];
        }

        Assert.Equal(score, parts.Sum(p => (double)p), 1e-4);
    }

    [Fact]
    public void The_default_weight_of_all_pairs_is_ten_times_that_of_the_interactions()
    {
        SparseMatrix data = MadeInteractions.Clustered(60, 50, seed: 8);
        double density = data.Count / (60.0 * 50.0);
        ImplicitAlsModel byDefault = ImplicitAls.Fit(data, new() { Factors = 4, Iterations = 2 });
        ImplicitAlsModel asked = ImplicitAls.Fit(
            data, new() { Factors = 4, Iterations = 2, UnobservedWeight = 10 * density });

        Assert.Equal(Saved(asked), Saved(byDefault));
    }

    [Fact]
    public void It_recommends_within_the_users_cluster()
    {
        SparseMatrix data = MadeInteractions.Clustered(120, 90, seed: 9);
        ImplicitAlsModel model = ImplicitAls.Fit(data, Small);

        Assert.True(MadeInteractions.ClusterAgreement(model) > 0.95);
    }

    [Fact]
    public void A_saved_model_loads_with_the_same_scores_and_fold_in()
    {
        SparseMatrix data = MadeInteractions.Clustered(60, 50, seed: 10);
        ImplicitAlsModel model = ImplicitAls.Fit(data, Small);

        using var file = new MemoryStream(Saved(model));
        ImplicitAlsModel loaded = ImplicitAlsModel.Load(file);

        float[] before = new float[model.Factors];
        float[] after = new float[model.Factors];
        model.FoldInUser([1, 2, 3], [1, 1, 1], before);
        loaded.FoldInUser([1, 2, 3], [1, 1, 1], after);
        Assert.Equal(before, after);
        Assert.Equal(model.Score(3, 4), loaded.Score(3, 4));
    }

    [Fact]
    public void A_damaged_file_is_refused_at_every_byte_it_may_end()
    {
        byte[] bytes = Saved(ImplicitAls.Fit(MadeInteractions.Clustered(6, 5, seed: 1), Small with { Factors = 2 }));
        for (int length = 0; length < bytes.Length; length++)
        {
            using var torn = new MemoryStream(bytes[..length]);
            Assert.Throws<InvalidDataException>(() => ImplicitAlsModel.Load(torn));
        }

        bytes[^40] ^= 1;
        using var flipped = new MemoryStream(bytes);
        Assert.Throws<InvalidDataException>(() => ImplicitAlsModel.Load(flipped));
    }

    [Fact]
    public void Misuse_is_refused_with_the_reason()
    {
        SparseMatrix data = MadeInteractions.Clustered(6, 5, seed: 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => ImplicitAls.Fit(data, new() { Factors = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImplicitAls.Fit(data, new() { Regularization = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImplicitAls.Fit(data, new() { UnobservedWeight = 0 }));
        Assert.Throws<ArgumentException>(() => ImplicitAls.Fit(SparseMatrix.FromEntries(3, 3, [], [], [])));
        ArgumentException negative = Assert.Throws<ArgumentException>(
            () => ImplicitAls.Fit(SparseMatrix.FromEntries(2, 2, [1], [0], [-1f])));
        Assert.Contains("row 1, column 0", negative.Message, StringComparison.Ordinal);
        ImplicitAlsModel model = ImplicitAls.Fit(data, Small);
        Assert.Throws<ArgumentException>(() => model.FoldInUser([99], [1], new float[Small.Factors]));
        Assert.Throws<ArgumentException>(() => model.FoldInUser([1], [1], new float[3]));
    }

    private static byte[] Saved(ImplicitAlsModel model)
    {
        using var file = new MemoryStream();
        model.Save(file);
        return file.ToArray();
    }

    private sealed class Collect(List<double> losses) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => losses.Add(value.TrainingLoss);
    }
}
