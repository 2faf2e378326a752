using System.Numerics.Tensors;
using Souk.Learning.Data;
using Souk.Learning.Factorization;
using Souk.Learning.Numerics;
using Souk.Learning.Training;

namespace Souk.Learning.Tests.Factorization;

public sealed class SampledFactorizationTests
{
    private static readonly SampledFactorizationOptions Small = new()
    {
        Factors = 12,
        Epochs = 25,
        Negatives = 32,
        BatchSize = 512,
        LearningRate = 0.02,
        Margin = 0.4,
    };

    [Theory]
    [InlineData(SampledLoss.CosineContrastive)]
    [InlineData(SampledLoss.SampledSoftmax)]
    [InlineData(SampledLoss.PairwiseLogistic)]
    public void It_recommends_within_the_users_cluster_and_the_loss_falls(SampledLoss loss)
    {
        SparseMatrix data = MadeInteractions.Clustered(120, 90, seed: 11);
        var losses = new List<double>();

        SampledFactorizationModel model = SampledFactorization.Fit(
            data, Small with { Loss = loss }, new Collect(losses));

        Assert.Equal(25, losses.Count);
        Assert.True(losses[^1] < 0.8 * losses[0], $"{losses[0]} to {losses[^1]}");

        // The few interactions outside the cluster are learned too, and rank high for their users; chance is a third.
        double agreement = MadeInteractions.ClusterAgreement(model);
        Assert.True(agreement > 0.75, $"agreement {agreement}");
    }

    [Theory]
    [InlineData(SampledLoss.CosineContrastive, false)]
    [InlineData(SampledLoss.SampledSoftmax, true)]
    [InlineData(SampledLoss.CosineContrastive, true)]
    [InlineData(SampledLoss.PairwiseLogistic, false)]
    public void The_result_is_the_same_bits_for_any_number_of_threads(SampledLoss loss, bool fadingMoments)
    {
        SparseMatrix data = MadeInteractions.Clustered(150, 100, seed: 12);
        SampledFactorizationOptions options = Small with
        {
            Loss = loss,
            FadingMoments = fadingMoments,
            Epochs = 3,
            Threads = 1,
            NegativeExponent = 0.5,
            Regularization = 0.01,
            Dropout = 0.1,
        };

        byte[] one = Saved(SampledFactorization.Fit(data, options));
        byte[] four = Saved(SampledFactorization.Fit(data, options with { Threads = 4 }));

        Assert.Equal(one, four);
    }

    [Theory]
    [InlineData(SampledLoss.CosineContrastive)]
    [InlineData(SampledLoss.SampledSoftmax)]
    [InlineData(SampledLoss.PairwiseLogistic)]
    public void Derivatives_by_scores_equal_differences_of_the_loss(SampledLoss loss)
    {
        var function = new SampledLossFunction(Small with { Loss = loss, Temperature = 0.3, NegativeWeight = 3 });
        float[] negatives = [0.3f, 0.55f, -0.2f, 0.9f, 0.1f, 0.45f];
        const float positive = 0.25f;
        const float step = 1e-3f;
        float[] derivatives = (float[])negatives.Clone();

        function.Differentiate(positive, derivatives, out float byPositive);

        double above = Loss(function, positive + step, negatives);
        Assert.Equal((above - Loss(function, positive - step, negatives)) / (2 * step), byPositive, 2e-2);
        for (int i = 0; i < negatives.Length; i++)
        {
            float[] up = (float[])negatives.Clone();
            float[] down = (float[])negatives.Clone();
            up[i] += step;
            down[i] -= step;
            double difference = Loss(function, positive, up) - Loss(function, positive, down);
            Assert.Equal(difference / (2 * step), derivatives[i], 2e-2);
        }
    }

    [Theory]
    [InlineData(SampledLoss.CosineContrastive)]
    [InlineData(SampledLoss.PairwiseLogistic)]
    [InlineData(SampledLoss.CosineContrastive, 0.25)]
    [InlineData(SampledLoss.CosineContrastive, 0, 0.5)]
    [InlineData(SampledLoss.CosineContrastive, 0.25, 0.5)]
    [InlineData(SampledLoss.SampledSoftmax, 0.25)]
    public void Gradients_by_vectors_equal_differences_of_the_loss(
        SampledLoss loss, double dropout = 0, double margin = -1)
    {
        // The gradient of a user's row, projection of the cosine included, against the block's own loss.
        SparseMatrix data = MadeInteractions.Clustered(30, 40, seed: 13);
        SampledFactorizationOptions options = Small with
        {
            Loss = loss,
            Margin = margin,
            NegativeWeight = 2,
            Dropout = dropout,
        };
        VectorTable users = RandomTable(30, 1);
        VectorTable items = RandomTable(40, 2);
        int item = data.RowColumns(4)[0];
        SampledBlock block = Computed(options, users, items, data, 4, item);
        float[] gradient = block.UserGradients.Row(0).ToArray();
        const float step = 1e-2f;
        for (int c = 0; c < gradient.Length; c++)
        {
            float original = users.Row(4)[c];
            users.Row(4)[c] = original + step;
            double up = Computed(options, users, items, data, 4, item).Loss;
            users.Row(4)[c] = original - step;
            double down = Computed(options, users, items, data, 4, item).Loss;
            users.Row(4)[c] = original;

            Assert.Equal((up - down) / (2 * step), gradient[c], 5e-3);
        }
    }

    [Theory]
    [InlineData(SampledLoss.CosineContrastive)]
    [InlineData(SampledLoss.SampledSoftmax)]
    [InlineData(SampledLoss.PairwiseLogistic)]
    public void A_user_or_item_folded_in_ranks_like_a_trained_one(SampledLoss loss)
    {
        SparseMatrix data = MadeInteractions.Clustered(120, 90, seed: 16);
        SparseMatrix byItem = data.Transpose();
        SampledFactorizationModel model = SampledFactorization.Fit(data, Small with { Loss = loss });
        float[] user = new float[model.Factors];
        float[] item = new float[model.Factors];
        int right = 0;
        for (int n = 0; n < 90; n++)
        {
            model.FoldInUser(data.RowColumns(n), user);
            model.FoldInItem(byItem.RowColumns(n), item);
            right += Best(user, model.ItemFactors) % 3 == n % 3 ? 1 : 0;
            right += Best(item, model.UserFactors) % 3 == n % 3 ? 1 : 0;
        }

        Assert.True(right > 170, $"{right} of 180");
        model.FoldInUser([], user);
        Assert.All(user, v => Assert.Equal(0f, v));
        Assert.Throws<ArgumentException>(() => model.FoldInUser([1_000], user));
    }

    [Fact]
    public void Negatives_that_cost_nothing_are_left_alone()
    {
        SparseMatrix data = MadeInteractions.Clustered(30, 40, seed: 13);
        VectorTable users = RandomTable(30, 1);
        VectorTable items = RandomTable(40, 2);
        int item = data.RowColumns(4)[0];
        SampledFactorizationOptions options = Small with { NegativeWeight = 2 };
        SampledBlock drawn = Computed(options, users, items, data, 4, item);
        double[] cosines =
        [
            .. drawn.Items.Skip(drawn.Examples).Where(i => !data.RowColumns(4).Contains(i))
                .Select(i => Cosine(users.Row(4), items.Row(i))).Distinct().OrderDescending(),
        ];

        SampledBlock block = Computed(
            options with { Margin = (cosines[0] + cosines[1]) / 2 }, users, items, data, 4, item);

        for (int n = 0; n < options.Negatives; n++)
        {
            double cosine = Cosine(users.Row(4), items.Row(block.Items[block.Examples + n]));
            Assert.Equal(cosine == cosines[0], block.IsTouched(n));
        }
    }

    [Fact]
    public void Cosine_models_hold_vectors_of_length_one()
    {
        SampledFactorizationModel model = SampledFactorization.Fit(
            MadeInteractions.Clustered(20, 15, seed: 14), Small with { Epochs = 2 });

        for (int u = 0; u < model.Users; u++)
        {
            double squares = 0;
            foreach (float value in model.UserFactors.Row(u))
            {
                squares += value * value;
            }

            Assert.Equal(1, squares, 1e-5);
        }
    }

    [Fact]
    public void A_saved_model_loads_with_the_same_scores_and_a_torn_file_is_refused()
    {
        SampledFactorizationModel model = SampledFactorization.Fit(
            MadeInteractions.Clustered(20, 15, seed: 15), Small with { Epochs = 2 });
        byte[] bytes = Saved(model);
        using var file = new MemoryStream(bytes);

        SampledFactorizationModel loaded = SampledFactorizationModel.Load(file);

        Assert.Equal(model.Score(3, 4), loaded.Score(3, 4));
        for (int length = 0; length < bytes.Length; length += 31)
        {
            using var torn = new MemoryStream(bytes[..length]);
            Assert.Throws<InvalidDataException>(() => SampledFactorizationModel.Load(torn));
        }
    }

    [Fact]
    public void Misuse_is_refused()
    {
        SparseMatrix data = MadeInteractions.Clustered(6, 5, seed: 1);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => SampledFactorization.Fit(data, Small with { BatchSize = 300 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => SampledFactorization.Fit(data, Small with { Temperature = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => SampledFactorization.Fit(data, Small with { Dropout = 1 }));
        Assert.Throws<ArgumentException>(() => SampledFactorization.Fit(SparseMatrix.FromEntries(2, 2, [], [], [])));
    }

    private static SampledBlock Computed(
        SampledFactorizationOptions options, VectorTable users, VectorTable items, SparseMatrix data, int user,
        int item)
    {
        var block = new SampledBlock(options, items.Rows) { Count = 1 };
        block.Users[0] = user;
        block.Items[0] = item;
        block.Draw(items.Rows, sampler: null, new SeededRandom(3));
        block.Compute(users, items, data);
        return block;
    }

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b) =>
        TensorPrimitives.CosineSimilarity(a, b);

    private static VectorTable RandomTable(int rows, ulong seed)
    {
        var table = new VectorTable(rows, Small.Factors);
        var random = new SeededRandom(seed);
        for (int r = 0; r < rows; r++)
        {
            foreach (ref float value in table.Row(r))
            {
                value = (float)random.NextGaussian();
            }
        }

        return table;
    }

    private static int Best(float[] vector, VectorTable table)
    {
        double[] scores = new double[table.Rows];
        for (int r = 0; r < table.Rows; r++)
        {
            for (int c = 0; c < vector.Length; c++)
            {
                scores[r] += vector[c] * table.Row(r)[c];
            }
        }

        return Array.IndexOf(scores, scores.Max());
    }

    private static double Loss(SampledLossFunction function, float positive, float[] negatives) =>
        function.Differentiate(positive, (float[])negatives.Clone(), out _);

    private static byte[] Saved(SampledFactorizationModel model)
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
