using Souk.Learning.Data;
using Souk.Learning.Deep;
using Souk.Learning.Deep.Networks;
using Souk.Learning.FactorizationMachines;
using Souk.Learning.Training;

namespace Souk.Learning.Tests.Deep;

public class DeepFmTests
{
    [Theory]
    [InlineData(true, FactorizationTarget.Binary, 5)]
    [InlineData(true, FactorizationTarget.Real, 20)]
    [InlineData(false, FactorizationTarget.Binary, 16)]
    public void Learn_OneStep_FollowsTheGradient(bool interactions, FactorizationTarget target, int size)
    {
        const int rows = 150;
        var data = new LabelledRows(
            MadeRows.Mixed(rows), new TrainingTargets(MadeRows.Labels(rows, 0.4), MadeRows.Weights(rows)));
        DeepFmOptions options = Gradients with
        {
            HasInteractions = interactions,
            Target = target,
            EmbeddingSize = size,
        };
        var body = new DeepFmBody(
            new NetworkShape(MadeRows.Dimension, MadeRows.Fields, size), options.Hidden, interactions);
        GradientCheck.Run(DeepFm.Learner(body, data, null, options, 0), rows, naive =>
        {
            double sum = naive.Penalty(data.Features, options.L2, options.EmbeddingL2);
            double weights = MadeRows.Weights(rows).Sum(w => (double)w);
            for (int r = 0; r < rows; r++)
            {
                double score = naive.DeepFm(data.Features, r);
                double label = data.Targets.Labels[r];
                double loss = target == FactorizationTarget.Binary
                    ? Math.Log(1 + Math.Exp(score)) - (label * score)
                    : (score - label) * (score - label) / 2;
                sum += data.Targets.Weights[r] / weights * loss;
            }

            return sum;
        });
    }

    [Theory]
    [InlineData(true, 5)]
    [InlineData(false, 16)]
    public void Score_EqualsTheOracle_AndBatchesToTheBit(bool interactions, int size)
    {
        var data = new LabelledRows(MadeRows.Mixed(300), new TrainingTargets(MadeRows.Labels(300, 0.4)));
        DeepFmModel model = DeepFm.Fit(
            data,
            new DeepFmOptions
            {
                HasInteractions = interactions,
                EmbeddingSize = size,
                Epochs = 3,
                Hidden = [40, 9],
            });
        var naive = new NaiveNetwork(model.Networks[0]);
        double[] predictions = model.Predict(data.Features);
        for (int r = 0; r < 300; r++)
        {
            double score = Score(model, data.Features, r);
            Assert.Equal(naive.DeepFm(data.Features, r), score, 1e-5);
            Assert.Equal(1 / (1 + Math.Exp(-score)), predictions[r]);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fit_InteractionOnly_IsLearned(bool interactions)
    {
        var options = new DeepFmOptions
        {
            HasInteractions = interactions,
            Epochs = 40,
            LearningRate = 0.005,
            Dropout = 0.1,
            L2 = 1e-5,
            EmbeddingL2 = 2e-4,
        };
        DeepFmModel model = DeepFm.Fit(MadeRows.Pairs(3000), options);
        LabelledRows fresh = MadeRows.Pairs(1000, 8);
        double[] predictions = model.Predict(fresh.Features);
        int right = predictions.Where((p, r) => p > 0.5 == fresh.Targets.Labels[r] > 0.5).Count();
        Assert.InRange(right, 950, 1000);
    }

    [Fact]
    public void Fit_RealTarget_IsLearned()
    {
        LabelledRows data = MadeRows.Pairs(2000);
        float[] labels = [.. data.Targets.Labels.ToArray().Select(l => (4 * l) + 3)];
        var real = new LabelledRows(data.Features, new TrainingTargets(labels));
        DeepFmModel model = DeepFm.Fit(
            real,
            new DeepFmOptions
            {
                Target = FactorizationTarget.Real,
                Epochs = 40,
                LearningRate = 0.005,
                Dropout = 0,
                L2 = 1e-5,
                EmbeddingL2 = 2e-4,
            });
        double error = model.Predict(real.Features).Zip(labels, (p, l) => Math.Abs(p - l)).Average();
        Assert.InRange(error, 0, 0.3);
    }

    [Fact]
    public void Fit_AnyNumberOfThreads_SameModel()
    {
        LabelledRows data = MadeRows.Pairs(1500, 1, 0.1);
        var options = new DeepFmOptions { Epochs = 2, BatchSize = 700, Threads = 1, Networks = 2 };
        byte[] one = Saved(DeepFm.Fit(data, options));
        Assert.Equal(one, Saved(DeepFm.Fit(data, options with { Threads = 2 })));
        Assert.Equal(one, Saved(DeepFm.Fit(data, options with { Threads = 4 })));
        Assert.NotEqual(one, Saved(DeepFm.Fit(data, options with { Seed = 2 })));
    }

    [Fact]
    public void Fit_EarlyStopping_KeepsTheBestEpoch()
    {
        var losses = new List<double>();
        LabelledRows validation = MadeRows.Pairs(300, 9, 0.2);
        DeepFmModel model = DeepFm.Fit(
            MadeRows.Pairs(400, 1, 0.2),
            new DeepFmOptions { Epochs = 200, LearningRate = 0.02, Dropout = 0, BatchSize = 32 },
            validation,
            progress: new Recorder(losses));
        Assert.True(losses.Count < 200);
        double[] predictions = model.Predict(validation.Features);
        double loss = predictions.Select((p, r) => -Math.Log(validation.Targets.Labels[r] > 0 ? p : 1 - p)).Average();
        Assert.Equal(losses.Min(), loss, 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public void Fit_StoppedAndResumed_SameModelAsUninterrupted(int stopAfter)
    {
        LabelledRows training = MadeRows.Pairs(400, 1, 0.2);
        LabelledRows validation = MadeRows.Pairs(300, 9, 0.2);
        var options = new DeepFmOptions { Epochs = 12, LearningRate = 0.01, EarlyStoppingRounds = 4 };
        byte[] uninterrupted = Saved(DeepFm.Fit(training, options, validation));
        string file = Path.Combine(Path.GetTempPath(), $"souk-deep-{Guid.NewGuid():n}");
        try
        {
            using var stop = new CancellationTokenSource();
            Assert.Throws<OperationCanceledException>(() => DeepFm.Fit(
                training, options, validation, file, new Stopper(stopAfter, stop), stop.Token));
            byte[] resumed = Saved(DeepFm.Fit(training, options with { Threads = 1 }, validation, file));
            Assert.Equal(uninterrupted, resumed);
            ArgumentException refused = Assert.ThrowsAny<ArgumentException>(
                () => DeepFm.Fit(training, options with { L2 = 0.5 }, validation, file));
            Assert.Contains("other options or data", refused.Message, StringComparison.Ordinal);
            Assert.ThrowsAny<ArgumentException>(
                () => DeepFm.Fit(MadeRows.Pairs(400, 2, 0.2), options, validation, file));
            byte[] damaged = File.ReadAllBytes(file);
            damaged[damaged.Length / 2] ^= 1;
            File.WriteAllBytes(file, damaged);
            Assert.Throws<InvalidDataException>(() => DeepFm.Fit(training, options, validation, file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void SaveLoad_SameModel_AndDamageIsRefused()
    {
        DeepFmModel model = DeepFm.Fit(
            MadeRows.Pairs(50), new DeepFmOptions { Epochs = 1, EmbeddingSize = 3, Hidden = [4], Networks = 2 });
        byte[] file = Saved(model);
        Assert.Equal(file, Saved(DeepFmModel.Load(new MemoryStream(file))));
        for (int at = 0; at < file.Length; at += at < 200 ? 1 : 97)
        {
            byte[] damaged = [.. file];
            damaged[at] ^= 0x80;
            Assert.Throws<InvalidDataException>(() => DeepFmModel.Load(new MemoryStream(damaged)));
            Assert.Throws<InvalidDataException>(() => DeepFmModel.Load(new MemoryStream(file, 0, at)));
        }
    }

    [Fact]
    public void Score_ManyThreads_SameScores_AndNothingAllocatedOnceWarm()
    {
        LabelledRows data = MadeRows.Pairs(200);
        DeepFmModel model = DeepFm.Fit(data, new DeepFmOptions { Epochs = 1 });
        double[] expected = [.. Enumerable.Range(0, 200).Select(r => Score(model, data.Features, r))];
        Parallel.For(0, 2000, i => Assert.Equal(expected[i % 200], Score(model, data.Features, i % 200)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int r = 0; r < 200; r++)
        {
            Score(model, data.Features, r);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Fit_WhatItCannotUse_Refused()
    {
        LabelledRows data = MadeRows.Pairs(10);
        foreach (DeepFmOptions wrong in new DeepFmOptions[]
        {
            new() { EmbeddingSize = 0 },
            new() { Hidden = [0] },
            new() { Hidden = [1, 1, 1, 1, 1, 1, 1, 1, 1] },
            new() { Epochs = 0 },
            new() { BatchSize = 0 },
            new() { LearningRate = double.NaN },
            new() { Dropout = 1 },
            new() { L2 = -1 },
            new() { EmbeddingL2 = double.PositiveInfinity },
            new() { InitialDeviation = 0 },
            new() { Networks = 65 },
            new() { Threads = -1 },
        })
        {
            Assert.ThrowsAny<ArgumentException>(() => DeepFm.Fit(data, wrong));
        }

        var real = new LabelledRows(data.Features, new TrainingTargets([.. new float[10].Select(_ => 0.5f)]));
        Assert.ThrowsAny<ArgumentException>(() => DeepFm.Fit(real));
        var other = new LabelledRows(MadeRows.Mixed(10), data.Targets);
        Assert.ThrowsAny<ArgumentException>(() => DeepFm.Fit(data, null, other));
        DeepFmModel model = DeepFm.Fit(data);
        Assert.ThrowsAny<ArgumentException>(() => model.Predict(MadeRows.Mixed(5)));
        Assert.ThrowsAny<ArgumentException>(() => model.Predict([99], [1], [0]));
        Assert.ThrowsAny<ArgumentException>(() => model.Predict([0], [1], []));
        Assert.ThrowsAny<ArgumentException>(() => model.Predict([0], [1], [3]));
        Assert.ThrowsAny<ArgumentException>(() => model.Predict([0], [float.NaN], [0]));
    }

    [Fact]
    public void Predict_EmptyRow_IsTheScoreOfNothingKnown()
    {
        DeepFmModel model = DeepFm.Fit(MadeRows.Pairs(100), new DeepFmOptions { Epochs = 1 });
        Assert.InRange(model.Predict([], [], []), 0.2, 0.8);
    }

    private static DeepFmOptions Gradients { get; } = new()
    {
        Hidden = [7, 4],
        Dropout = 0,
        L2 = 0.05,
        EmbeddingL2 = 0.1,
        InitialDeviation = 0.5,
        BatchSize = 200,
    };

    private static double Score(DeepFmModel model, SparseRows rows, int r) =>
        model.Score(rows.Indices(r), rows.Values(r), rows.Fields(r));

    private static byte[] Saved(DeepFmModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    private sealed class Recorder(List<double> losses) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => losses.Add(value.ValidationLoss);
    }

    private sealed class Stopper(int epoch, CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step == epoch)
            {
                stop.Cancel();
            }
        }
    }
}
