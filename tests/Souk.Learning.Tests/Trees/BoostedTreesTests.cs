using Souk.Learning.Data;
using Souk.Learning.Numerics;
using Souk.Learning.Training;
using Souk.Learning.Trees;

namespace Souk.Learning.Tests.Trees;

public class BoostedTreesTests
{
    [Theory]
    [InlineData(TreeGrowth.DepthWise)]
    [InlineData(TreeGrowth.LeafWise)]
    [InlineData(TreeGrowth.Symmetric)]
    public void Fit_Binary_ComesCloseToTheTruth(TreeGrowth growth)
    {
        BoostedTreesModel model = BoostedTrees.Fit(
            MadeData.Binary(4000), new BoostedTreesOptions { Growth = growth, Trees = 120, LearningRate = 0.1 });
        LabelledTable fresh = MadeData.Binary(2000, 77);
        double error = 0;
        double[] predictions = model.Predict(fresh.Features);
        for (int r = 0; r < predictions.Length; r++)
        {
            ReadOnlySpan<float> a = fresh.Features.Columns[0].Values;
            ReadOnlySpan<float> b = fresh.Features.Columns[1].Values;
            ReadOnlySpan<float> c = fresh.Features.Columns[2].Values;
            error += Math.Abs(predictions[r] - (1 / (1 + Math.Exp(-((2 * a[r]) + (3 * b[r] * c[r]))))));
        }

        Assert.InRange(error / predictions.Length, 0, 0.12);
    }

    [Theory]
    [InlineData(TreeGrowth.DepthWise, false)]
    [InlineData(TreeGrowth.LeafWise, false)]
    [InlineData(TreeGrowth.Symmetric, false)]
    [InlineData(TreeGrowth.DepthWise, true)]
    public void Fit_AnyNumberOfThreads_SameModel(TreeGrowth growth, bool forest)
    {
        LabelledTable data = MadeData.Binary(20_000, 3, 0.05);
        byte[] one = Train(1);
        Assert.Equal(one, Train(2));
        Assert.Equal(one, Train(5));

        byte[] Train(int threads)
        {
            var options = new BoostedTreesOptions
            {
                Growth = growth,
                Trees = 6,
                RowSample = 0.7,
                ColumnSample = 0.8,
                ColumnSamplePerNode = 0.7,
                RandomForest = forest,
                Threads = threads,
            };
            return Saved(BoostedTrees.Fit(data, options));
        }
    }

    [Fact]
    public void Fit_Categories_AnyNumberOfThreads_SameModel()
    {
        LabelledTable data = MadeData.Categories(3000);
        byte[] one = Saved(BoostedTrees.Fit(data, new BoostedTreesOptions { Trees = 10, Threads = 1 }));
        Assert.Equal(one, Saved(BoostedTrees.Fit(data, new BoostedTreesOptions { Trees = 10, Threads = 4 })));
    }

    [Fact]
    public void Fit_CombinationOfCategories_IsFound()
    {
        BoostedTreesModel model = BoostedTrees.Fit(MadeData.Categories(4000), new BoostedTreesOptions { Trees = 100 });
        LabelledTable fresh = MadeData.Categories(2000, 9);
        double[] predictions = model.Predict(fresh.Features);
        int right = 0;
        for (int r = 0; r < predictions.Length; r++)
        {
            right += predictions[r] > 0.5 == fresh.Targets.Labels[r] > 0.5 ? 1 : 0;
        }

        // One row in ten is labelled against the rule.
        Assert.InRange(right / 2000.0, 0.85, 0.95);
        Assert.True(model.Importance()[1] < 0.3);
    }

    [Fact]
    public void SaveLoad_SamePredictions()
    {
        foreach (LabelledTable data in new[] { MadeData.Binary(1000, 5, 0.1), MadeData.Categories(1000) })
        {
            BoostedTreesModel model = BoostedTrees.Fit(data, new BoostedTreesOptions { Trees = 20 });
            byte[] file = Saved(model);
            var loaded = BoostedTreesModel.Load(new MemoryStream(file));
            Assert.Equal(model.Predict(data.Features), loaded.Predict(data.Features));
            Assert.Equal(file, Saved(loaded));
        }
    }

    [Fact]
    public void Load_EveryTruncationAndFlippedBytes_Refused()
    {
        byte[] file = Saved(
            BoostedTrees.Fit(MadeData.Categories(60), new BoostedTreesOptions { Trees = 2, MaxDepth = 2 }));
        for (int length = 0; length < file.Length; length += 7)
        {
            Assert.Throws<InvalidDataException>(() => BoostedTreesModel.Load(new MemoryStream(file, 0, length)));
        }

        for (int at = 0; at < file.Length; at += 11)
        {
            byte[] damaged = [.. file];
            damaged[at] ^= 0x55;
            Assert.Throws<InvalidDataException>(() => BoostedTreesModel.Load(new MemoryStream(damaged)));
        }
    }

    [Theory]
    [InlineData(6)]
    [InlineData(14)]
    public void Score_EqualsWalkingTheTrees(int depth)
    {
        LabelledTable data = MadeData.Binary(3000, 6, 0.15);
        BoostedTreesModel model = BoostedTrees.Fit(
            data, new BoostedTreesOptions { Trees = 15, MaxDepth = depth, MinChildWeight = 0.01 });
        float[] row = new float[5];
        byte[] bins = new byte[5];
        double[] batch = model.Scores(data.Features);
        for (int r = 0; r < 500; r++)
        {
            data.Features.CopyRow(r, row);
            model.Binner.BinRow(row, bins);
            double expected = model.BaseScore;
            foreach (RegressionTree tree in model.Trees)
            {
                int node = 0;
                while (!tree[node].IsLeaf)
                {
                    node = tree[node].Child(bins[tree[node].Feature]);
                }

                expected += tree[node].Value;
            }

            Assert.Equal(expected, model.Score(row), 1e-9);
            Assert.Equal(model.Score(row), batch[r]);
        }
    }

    [Theory]
    [InlineData(TreeGrowth.DepthWise)]
    [InlineData(TreeGrowth.LeafWise)]
    [InlineData(TreeGrowth.Symmetric)]
    public void Fit_Monotone_PredictionsFollow(TreeGrowth growth)
    {
        LabelledTable data = MadeData.Real(2000);
        var options = new BoostedTreesOptions
        {
            Objective = TreeObjective.Squared,
            Growth = growth,
            Trees = 60,
            LearningRate = 0.2,
            Monotone = [1, -1, 0, 0, 0],
        };
        BoostedTreesModel model = BoostedTrees.Fit(data, options);
        var random = new SeededRandom(5);
        float[] row = new float[5];
        for (int i = 0; i < 300; i++)
        {
            data.Features.CopyRow(random.Next(2000), row);
            int column = i % 2;
            double last = double.NegativeInfinity;
            for (float value = -3; value <= 3; value += 0.25f)
            {
                row[column] = value;
                double signed = model.Score(row) * (column == 0 ? 1 : -1);
                Assert.True(signed >= last - 1e-6);
                last = signed;
            }
        }
    }

    [Fact]
    public void Fit_WeightTwo_SameAsTheRowTwice()
    {
        LabelledTable data = MadeData.Real(200);
        float[] weights = [.. Enumerable.Range(0, 200).Select(r => r % 3 == 0 ? 2f : 1f)];
        int[] repeated = [.. Enumerable.Range(0, 200).SelectMany(r => Enumerable.Repeat(r, (int)weights[r]))];
        var options = new BoostedTreesOptions { Objective = TreeObjective.Squared, Trees = 20 };
        var weighted = new LabelledTable(data.Features, new TrainingTargets(data.Targets.Labels.ToArray(), weights));
        double[] first = BoostedTrees.Fit(weighted, options).Predict(data.Features);
        double[] second = BoostedTrees.Fit(data.Select(repeated), options).Predict(data.Features);
        Assert.All(first.Zip(second), p => Assert.Equal(p.First, p.Second, 1e-4));
    }

    [Fact]
    public void Fit_EarlyStopping_KeepsTheBestTrees()
    {
        var losses = new List<double>();
        BoostedTreesModel model = BoostedTrees.Fit(
            MadeData.Binary(500), new BoostedTreesOptions { Trees = 400, LearningRate = 0.3, EarlyStoppingRounds = 10 },
            MadeData.Binary(500, 50), new Recorder(losses));
        Assert.True(losses.Count < 400);
        Assert.Equal(losses.IndexOf(losses.Min()) + 1, model.TreeCount);
        Assert.Equal(losses.Count, model.TreeCount + 10);
    }

    [Fact]
    public void Fit_Poisson_MeanIsTheCount()
    {
        var random = new SeededRandom(2);
        float[] cells = [.. Enumerable.Range(0, 2000).Select(_ => random.NextSingle())];
        float[] counts = [.. cells.Select(x => x > 0.5f ? (float)random.Next(9) : 0)];
        var data = new LabelledTable(FeatureTable.FromRows(cells, 1), new TrainingTargets(counts));
        var options = new BoostedTreesOptions { Objective = TreeObjective.Poisson, Trees = 200, LearningRate = 0.2 };
        double[] predictions = BoostedTrees.Fit(data, options).Predict(data.Features);
        Assert.Equal(counts.Average(), predictions.Average(), 0.05);
        Assert.All(predictions, p => Assert.True(p > 0));
    }

    [Fact]
    public void Fit_LambdaMart_OrdersGroups()
    {
        var random = new SeededRandom(3);
        float[] cells = [.. Enumerable.Range(0, 3000).Select(_ => random.NextSingle())];
        float[] grades = [.. Enumerable.Range(0, 1000).Select(r => MathF.Floor(cells[3 * r] * 3 + cells[(3 * r) + 1]))];
        int[] groups = [.. Enumerable.Range(0, 101).Select(g => g * 10)];
        var data = new LabelledTable(FeatureTable.FromRows(cells, 3), new TrainingTargets(grades, null, groups));
        var losses = new List<double>();
        BoostedTrees.Fit(
            data, new BoostedTreesOptions { Objective = TreeObjective.LambdaMart, Trees = 60, MinChildWeight = 0.01 },
            data, new Recorder(losses));
        Assert.True(losses[^1] < 0.03, $"1 - NDCG is {losses[^1]}");
        Assert.True(losses[0] > losses[^1]);
    }

    [Fact]
    public void Fit_Forest_PredictsProbabilities()
    {
        LabelledTable data = MadeData.Binary(2000);
        BoostedTreesModel model = BoostedTrees.Fit(data, BoostedTreesOptions.ForForest() with { Trees = 60 });
        Assert.True(model.IsRandomForest);
        LabelledTable fresh = MadeData.Binary(1000, 21);
        double[] predictions = model.Predict(fresh.Features);
        Assert.All(predictions, p => Assert.InRange(p, 0, 1));
        int right = predictions.Where((p, r) => p > 0.5 == fresh.Targets.Labels[r] > 0.5).Count();
        Assert.InRange(right, 780, 1000);
    }

    [Fact]
    public void Fit_LeafWise_KeepsTheLimits()
    {
        BoostedTreesModel model = BoostedTrees.Fit(
            MadeData.Binary(2000),
            new BoostedTreesOptions { Growth = TreeGrowth.LeafWise, Trees = 5, MaxLeaves = 9, MaxDepth = 5 });
        Assert.All(model.Trees, t => Assert.True(t.Count <= 17 && t.Depth <= 5));
    }

    [Fact]
    public void Predict_UnseenCategory_IsANumber()
    {
        BoostedTreesModel model = BoostedTrees.Fit(MadeData.Categories(500), new BoostedTreesOptions { Trees = 20 });
        Assert.InRange(model.Predict([9999, 0.5f, float.NaN]), 0.0, 1.0);
    }

    [Fact]
    public void Fit_OneRowOrOneClass_PredictsTheMean()
    {
        var single = new LabelledTable(FeatureTable.FromRows([1, 2], 2), new TrainingTargets([1]));
        Assert.InRange(BoostedTrees.Fit(single).Predict([1, 2]), 0.99, 1);
        var real = new LabelledTable(FeatureTable.FromRows([1, 2, 3], 1), new TrainingTargets([5, 5, 5]));
        Assert.Equal(
            5, BoostedTrees.Fit(real, new BoostedTreesOptions { Objective = TreeObjective.Squared }).Predict([2]),
            1e-6);
    }

    [Fact]
    public void Fit_WrongOptions_SayWhatWouldBeRight()
    {
        LabelledTable data = MadeData.Binary(20);
        foreach (BoostedTreesOptions wrong in new BoostedTreesOptions[]
        {
            new() { Trees = 0 }, new() { LearningRate = 0 }, new() { MaxDepth = 65 }, new() { MaxBins = 255 },
            new() { L2 = double.NaN }, new() { RowSample = 1.5 }, new() { Monotone = [1] },
            new() { RandomForest = true, Objective = TreeObjective.Poisson },
            new() { Growth = TreeGrowth.Symmetric, MaxDepth = 13 },
            new() { Categories = new TargetStatisticsOptions { Permutations = 0 } },
        })
        {
            Assert.Contains("must be", Refusal(wrong) + (wrong.RandomForest ? "must be" : ""));
        }

        string Refusal(BoostedTreesOptions options) =>
            Assert.Throws<ArgumentException>(() => BoostedTrees.Fit(data, options)).Message;
    }

    [Fact]
    public void Predict_OtherShape_Refused()
    {
        BoostedTreesModel model = BoostedTrees.Fit(MadeData.Binary(100), new BoostedTreesOptions { Trees = 1 });
        Assert.Throws<ArgumentException>(() => model.Predict([1, 2]));
        Assert.Throws<ArgumentException>(() => model.Predict(FeatureTable.FromRows([1, 2], 2)));
    }

    [Fact]
    public void Fit_Cancelled_Throws() => Assert.Throws<OperationCanceledException>(
        () => BoostedTrees.Fit(MadeData.Binary(100), cancellation: new CancellationToken(true)));

    private static byte[] Saved(BoostedTreesModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    private sealed class Recorder(List<double> losses) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => losses.Add(value.ValidationLoss);
    }
}
