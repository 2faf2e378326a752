using Souk.Learning.Data;
using Souk.Learning.Deep;
using Souk.Learning.Deep.Networks;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Deep;

public class MultiTaskNetworkTests
{
    [Fact]
    public void Learn_Mixture_FollowsTheGradient()
    {
        const int rows = 150;
        MultiTaskRows data = TwoTasks(rows);
        MultiTaskOptions options = Gradients with { TaskWeights = [0.5, 2] };
        var shape = new NetworkShape(MadeRows.Dimension, MadeRows.Fields, options.EmbeddingSize);
        var body = new MixtureBody(shape, 2, 3, options.ExpertHidden, options.TowerHidden);
        GradientCheck.Run(MultiTaskNetwork.Learner(body, data, null, options), rows, naive =>
        {
            double sum = naive.Penalty(data.Features, options.L2, options.EmbeddingL2);
            for (int t = 0; t < 2; t++)
            {
                double weights = Enumerable.Range(0, rows).Sum(r => (double)Weight(data.Tasks[t], r));
                for (int r = 0; r < rows; r++)
                {
                    double score = naive.Mixture(data.Features, r, t, 3);
                    double loss = Math.Log(1 + Math.Exp(score)) - (data.Tasks[t].Labels[r] * score);
                    sum += options.TaskWeights![t] * Weight(data.Tasks[t], r) / weights * loss;
                }
            }

            return sum;
        });
    }

    [Fact]
    public void Learn_EntireSpace_FollowsTheGradient()
    {
        const int rows = 150;
        MultiTaskRows data = Impressions(rows);
        MultiTaskOptions options = Gradients with { Structure = MultiTaskStructure.EntireSpace };
        var shape = new NetworkShape(MadeRows.Dimension, MadeRows.Fields, options.EmbeddingSize);
        var body = new TowersBody(shape, 2, options.TowerHidden);
        GradientCheck.Run(MultiTaskNetwork.Learner(body, data, null, options), rows, naive =>
        {
            double sum = naive.Penalty(data.Features, options.L2, options.EmbeddingL2);
            for (int r = 0; r < rows; r++)
            {
                double click = 1 / (1 + Math.Exp(-naive.Tower(data.Features, r, 0)));
                double both = click / (1 + Math.Exp(-naive.Tower(data.Features, r, 1)));
                sum -= (data.Tasks[0].Labels[r] > 0 ? Math.Log(click) : Math.Log(1 - click)) / rows;
                sum -= (data.Tasks[1].Labels[r] > 0 ? Math.Log(both) : Math.Log(1 - both)) / rows;
            }

            return sum;
        });
    }

    [Theory]
    [InlineData(MultiTaskStructure.MixtureOfExperts)]
    [InlineData(MultiTaskStructure.EntireSpace)]
    public void Predict_EqualsTheOracle_AndBatchesToTheBit(MultiTaskStructure structure)
    {
        MultiTaskRows data = Impressions(200);
        MultiTaskModel model = MultiTaskNetwork.Fit(
            data, new MultiTaskOptions { Structure = structure, Epochs = 2, Experts = 3, ExpertHidden = [9] });
        var naive = new NaiveNetwork(model.Weights);
        double[][] predictions = model.Predict(data.Features);
        Span<double> one = new double[2];
        for (int r = 0; r < 200; r++)
        {
            model.Predict(data.Features.Indices(r), data.Features.Values(r), data.Features.Fields(r), one);
            for (int t = 0; t < 2; t++)
            {
                double score = structure == MultiTaskStructure.EntireSpace
                    ? naive.Tower(data.Features, r, t)
                    : naive.Mixture(data.Features, r, t, 3);
                Assert.Equal(1 / (1 + Math.Exp(-score)), one[t], 1e-5);
                Assert.Equal(one[t], predictions[t][r]);
            }
        }
    }

    [Fact]
    public void Fit_EntireSpace_ConversionRateBeatsAModelOfClickedRowsAlone()
    {
        // What is shown most is clicked least, so clicked rows say little about most items.
        var market = new MadeMarket(items: 150, impressions: 7_000, seed: 5);
        var options = new MultiTaskOptions
        {
            Structure = MultiTaskStructure.EntireSpace,
            EmbeddingSize = 8,
            TowerHidden = [16],
            Epochs = 10,
        };
        double[][] entire = MultiTaskNetwork.Fit(market.Rows, options).Predict(market.Rows.Features);
        int[] all = [.. Enumerable.Range(0, market.Rows.Features.Rows)];
        int[] clicked = Array.FindAll(all, r => market.Rows.Tasks[0].Labels[r] > 0);
        var clicks = new LabelledRows(market.Rows.Features.Select(clicked), market.Rows.Tasks[1].Select(clicked));
        double[] naive = DeepFm.Fit(
            clicks,
            new DeepFmOptions
            {
                HasInteractions = false,
                EmbeddingSize = 8,
                Hidden = [16],
                Dropout = 0,
                L2 = options.L2,
                EmbeddingL2 = options.EmbeddingL2,
                InitialDeviation = options.InitialDeviation,
                Epochs = 10,
            }).Predict(market.Rows.Features);
        double entireError = market.ConversionError(entire[1]);
        double naiveError = market.ConversionError(naive);
        Assert.True(
            entireError < 0.9 * naiveError,
            $"Root mean squared error of the conversion rate: entire space {entireError:0.0000}, clicked rows " +
            $"{naiveError:0.0000}.");
        Assert.InRange(market.ClickError(entire[0]), 0, 0.08);
    }

    [Fact]
    public void Fit_Mixture_LearnsBothTasks()
    {
        var market = new MadeMarket(items: 30, impressions: 4_000, seed: 6);
        double[][] predictions = MultiTaskNetwork.Fit(
            market.Rows,
            new MultiTaskOptions
            {
                EmbeddingSize = 8,
                Experts = 2,
                ExpertHidden = [16],
                TowerHidden = [8],
                Epochs = 10,
                LearningRate = 0.003,
            }).Predict(market.Rows.Features);
        double[] both = [.. Enumerable.Range(0, 4_000).Select(r => market.Click(r) * market.Conversion(r))];
        double[] clicks = [.. Enumerable.Range(0, 4_000).Select(market.Click)];
        AssertHalfTheSpread(clicks, predictions[0]);
        AssertHalfTheSpread(both, predictions[1]);

        static void AssertHalfTheSpread(double[] truth, double[] found)
        {
            double mean = truth.Average();
            double spread = Math.Sqrt(truth.Average(t => (t - mean) * (t - mean)));
            double error = Math.Sqrt(truth.Zip(found, (t, f) => (t - f) * (t - f)).Average());
            Assert.InRange(error, 0, spread / 2);
        }
    }

    [Fact]
    public void Fit_AnyNumberOfThreads_SameModel()
    {
        MultiTaskRows data = Impressions(700);
        var options = new MultiTaskOptions { Epochs = 2, BatchSize = 500, Threads = 1, Dropout = 0.2 };
        byte[] one = Saved(MultiTaskNetwork.Fit(data, options));
        Assert.Equal(one, Saved(MultiTaskNetwork.Fit(data, options with { Threads = 2 })));
        Assert.Equal(one, Saved(MultiTaskNetwork.Fit(data, options with { Threads = 4 })));
    }

    [Theory]
    [InlineData(MultiTaskStructure.MixtureOfExperts)]
    [InlineData(MultiTaskStructure.EntireSpace)]
    public void SaveLoadAndExportImport_SameModel_AndDamageIsRefused(MultiTaskStructure structure)
    {
        MultiTaskModel model = MultiTaskNetwork.Fit(
            Impressions(60),
            new MultiTaskOptions { Structure = structure, Epochs = 1, EmbeddingSize = 3, Experts = 2 });
        byte[] file = Saved(model);
        Assert.Equal(file, Saved(MultiTaskModel.Load(new MemoryStream(file))));
        using var tensors = new MemoryStream();
        model.ExportWeights(tensors);
        tensors.Position = 0;
        Assert.Equal(file, Saved(MultiTaskModel.ImportWeights(tensors)));
        for (int at = 0; at < file.Length; at += at < 150 ? 1 : 211)
        {
            byte[] damaged = [.. file];
            damaged[at] ^= 0x80;
            Assert.Throws<InvalidDataException>(() => MultiTaskModel.Load(new MemoryStream(damaged)));
            Assert.Throws<InvalidDataException>(() => MultiTaskModel.Load(new MemoryStream(file, 0, at)));
        }
    }

    [Fact]
    public void Fit_WhatItCannotUse_Refused()
    {
        MultiTaskRows data = Impressions(20);
        var entire = new MultiTaskOptions { Structure = MultiTaskStructure.EntireSpace };
        var swapped = new MultiTaskRows(data.Features, [data.Tasks[1], data.Tasks[0]]);
        Assert.Contains(
            "without a click", Assert.ThrowsAny<ArgumentException>(() => MultiTaskNetwork.Fit(swapped, entire)).Message,
            StringComparison.Ordinal);
        var single = new MultiTaskRows(data.Features, [data.Tasks[0]]);
        Assert.ThrowsAny<ArgumentException>(() => MultiTaskNetwork.Fit(single, entire));
        Assert.ThrowsAny<ArgumentException>(() => MultiTaskNetwork.Fit(data, null, single));
        Assert.ThrowsAny<ArgumentException>(() => new MultiTaskRows(data.Features, []));
        Assert.ThrowsAny<ArgumentException>(() => new MultiTaskRows(data.Features, [new TrainingTargets([1])]));
        foreach (MultiTaskOptions wrong in new MultiTaskOptions[]
        {
            new() { Experts = 0 },
            new() { ExpertHidden = [] },
            new() { TowerHidden = [-1] },
            new() { TaskWeights = [1] },
            new() { TaskWeights = [1, 0] },
            new() { EmbeddingSize = 513 },
        })
        {
            Assert.ThrowsAny<ArgumentException>(() => MultiTaskNetwork.Fit(data, wrong));
        }

        MultiTaskModel model = MultiTaskNetwork.Fit(data, new MultiTaskOptions { Epochs = 1 });
        Assert.ThrowsAny<ArgumentException>(() => model.Predict([0], [1], [0], new double[1]));
        Assert.ThrowsAny<ArgumentException>(() => model.Predict(MadeRows.Pairs(3).Features));
    }

    private static MultiTaskOptions Gradients { get; } = new()
    {
        EmbeddingSize = 4,
        Experts = 3,
        ExpertHidden = [6, 5],
        TowerHidden = [4],
        L2 = 0.03,
        EmbeddingL2 = 0.1,
        InitialDeviation = 0.6,
        BatchSize = 200,
    };

    private static float Weight(TrainingTargets task, int row) => task.HasWeights ? task.Weights[row] : 1;

    private static MultiTaskRows TwoTasks(int rows) => new(
        MadeRows.Mixed(rows),
        [new TrainingTargets(MadeRows.Labels(rows, 0.4), MadeRows.Weights(rows)), new(MadeRows.Labels(rows, 0.6, 9))]);

    private static MultiTaskRows Impressions(int rows)
    {
        float[] clicks = MadeRows.Labels(rows, 0.5);
        float[] conversions = MadeRows.Labels(rows, 0.5, 7);
        return new MultiTaskRows(
            MadeRows.Mixed(rows), [new(clicks), new([.. conversions.Select((c, r) => c * clicks[r])])]);
    }

    private static byte[] Saved(MultiTaskModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }
}
