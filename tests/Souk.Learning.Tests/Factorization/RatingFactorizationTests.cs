using Souk.Learning.Data;
using Souk.Learning.Factorization;
using Souk.Learning.Numerics;
using Souk.Learning.Training;

namespace Souk.Learning.Tests.Factorization;

public sealed class RatingFactorizationTests
{
    private static readonly RatingFactorizationOptions Small = new() { Factors = 6, Iterations = 15 };

    [Fact]
    public void It_predicts_unseen_ratings_nearly_as_well_as_their_noise_allows()
    {
        (SparseMatrix known, SparseMatrix unseen) = MadeRatings(noise: 0.2);
        RatingModel model = RatingFactorization.Fit(known, Small with { Factors = 3 });

        double model2 = SquaredError(unseen, model.Predict);
        double mean2 = SquaredError(unseen, (_, _) => (float)model.Mean);

        Assert.InRange(Math.Sqrt(model2), 0.19, 0.3);
        Assert.True(mean2 > 4 * model2);
    }

    [Fact]
    public void The_training_error_falls()
    {
        var errors = new List<double>();

        RatingFactorization.Fit(MadeRatings(0.2).Known, Small, new Collect(errors));

        Assert.Equal(15, errors.Count);
        Assert.True(errors[^1] < errors[0]);
    }

    [Fact]
    public void Folding_in_an_item_equals_its_last_half_step()
    {
        SparseMatrix known = MadeRatings(0.2).Known;
        RatingModel model = RatingFactorization.Fit(known, Small);
        SparseMatrix byItem = known.Transpose();
        for (int i = 0; i < byItem.Rows; i++)
        {
            float[] row = new float[model.Factors];

            model.FoldInItem(byItem.RowColumns(i), byItem.RowValues(i), row);

            Assert.Equal(model.ItemFactors.Row(i).ToArray(), row);
        }
    }

    [Fact]
    public void Folding_in_a_user_equals_the_normal_equations_solved_in_double()
    {
        SparseMatrix known = MadeRatings(0.2).Known;
        RatingModel model = RatingFactorization.Fit(known, Small);
        ReadOnlySpan<int> items = known.RowColumns(3);
        ReadOnlySpan<float> ratings = known.RowValues(3);
        int d = Small.Factors + 1;
        double[,] a = new double[d, d + 1];
        for (int c = 0; c < d; c++)
        {
            a[c, c] = c == 0 ? Small.BiasRegularization : Small.Regularization * items.Length;
        }

        for (int i = 0; i < items.Length; i++)
        {
            ReadOnlySpan<float> item = model.ItemFactors.Row(items[i]);
            double[] v = [1, .. item[2..].ToArray().Select(x => (double)x)];
            double target = ratings[i] - model.Mean - item[1];
            for (int r = 0; r < d; r++)
            {
                a[r, d] += v[r] * target;
                for (int c = 0; c < d; c++)
                {
                    a[r, c] += v[r] * v[c];
                }
            }
        }

        double[] expected = NaiveRidge.Eliminate(a, d);
        float[] row = new float[model.Factors];

        model.FoldInUser(items, ratings, row);

        Assert.Equal(1f, row[1]);
        Assert.Equal(expected[0], row[0], 1e-4);
        for (int c = 1; c < d; c++)
        {
            Assert.Equal(expected[c], row[c + 1], 1e-4);
        }
    }

    [Fact]
    public void The_result_is_the_same_for_any_number_of_threads_and_survives_a_file()
    {
        SparseMatrix known = MadeRatings(0.2).Known;
        RatingModel one = RatingFactorization.Fit(known, Small with { Threads = 1 });
        RatingModel four = RatingFactorization.Fit(known, Small with { Threads = 4 });
        using var file = new MemoryStream();
        one.Save(file);
        file.Position = 0;
        RatingModel loaded = RatingModel.Load(file);
        for (int u = 0; u < one.Users; u++)
        {
            Assert.Equal(one.Predict(u, 5), four.Predict(u, 5));
            Assert.Equal(one.Predict(u, 5), loaded.Predict(u, 5));
        }
    }

    [Fact]
    public void Misuse_is_refused()
    {
        RatingModel model = RatingFactorization.Fit(MadeRatings(0.2).Known, Small with { Iterations = 1 });
        float[] row = new float[model.Factors];
        Assert.Throws<ArgumentException>(() => model.FoldInUser([1], [float.NaN], row));
        Assert.Throws<ArgumentException>(() => model.FoldInUser([1_000], [1], row));
        Assert.Throws<ArgumentException>(() => model.FoldInUser([1], [1], new float[1]));
        Assert.Throws<ArgumentException>(() => RatingFactorization.Fit(SparseMatrix.FromEntries(1, 1, [], [], [])));
    }

    private static (SparseMatrix Known, SparseMatrix Unseen) MadeRatings(double noise)
    {
        const int users = 200;
        const int items = 80;
        var random = new SeededRandom(21);
        double[] taste = [.. Enumerable.Range(0, users * 2).Select(_ => random.NextGaussian())];
        double[] kind = [.. Enumerable.Range(0, items * 2).Select(_ => 0.5 * random.NextGaussian())];
        double[] bias = [.. Enumerable.Range(0, users + items).Select(_ => 0.5 * random.NextGaussian())];
        var entries = (Known: new List<(int U, int I, float R)>(), Unseen: new List<(int U, int I, float R)>());
        for (int u = 0; u < users; u++)
        {
            for (int i = 0; i < items; i++)
            {
                double rating = 3 + bias[u] + bias[users + i] + (taste[2 * u] * kind[2 * i])
                    + (taste[(2 * u) + 1] * kind[(2 * i) + 1]) + (noise * random.NextGaussian());
                double draw = random.NextDouble();
                if (draw < 0.5)
                {
                    (draw < 0.4 ? entries.Known : entries.Unseen).Add((u, i, (float)rating));
                }
            }
        }

        return (Matrix(entries.Known, users, items), Matrix(entries.Unseen, users, items));
    }

    private static SparseMatrix Matrix(List<(int U, int I, float R)> entries, int users, int items) =>
        SparseMatrix.FromEntries(
            users,
            items,
            entries.Select(e => e.U).ToArray(),
            entries.Select(e => e.I).ToArray(),
            entries.Select(e => e.R).ToArray());

    private static double SquaredError(SparseMatrix ratings, Func<int, int, float> predict)
    {
        double sum = 0;
        for (int u = 0; u < ratings.Rows; u++)
        {
            for (int i = 0; i < ratings.RowColumns(u).Length; i++)
            {
                sum += Math.Pow(ratings.RowValues(u)[i] - predict(u, ratings.RowColumns(u)[i]), 2);
            }
        }

        return sum / ratings.Count;
    }

    private sealed class Collect(List<double> errors) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => errors.Add(value.TrainingLoss);
    }
}
