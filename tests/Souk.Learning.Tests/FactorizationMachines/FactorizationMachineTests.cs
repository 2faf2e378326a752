using System.Runtime.Intrinsics;
using Souk.Learning.Data;
using Souk.Learning.FactorizationMachines;
using Souk.Learning.Numerics;
using Souk.Learning.Training;

namespace Souk.Learning.Tests.FactorizationMachines;

public class FactorizationMachineTests
{
    [Theory]
    [InlineData(false, 5)]
    [InlineData(true, 5)]
    [InlineData(false, 16)]
    [InlineData(true, 9)]
    public void Score_EqualsTheSumOverPairs(bool fieldAware, int factors)
    {
        LabelledRows data = Pairs(300);
        FactorizationMachineModel model = FactorizationMachine.Fit(
            data,
            new FactorizationMachineOptions { FieldAware = fieldAware, Factors = factors, Epochs = 3, Machines = 2 });
        for (int r = 0; r < 50; r++)
        {
            double expected = model.Machines.Average(m => Naive(
                m, data.Features.Indices(r), data.Features.Values(r), data.Features.Fields(r)));
            double found = model.Score(data.Features.Indices(r), data.Features.Values(r), data.Features.Fields(r));
            Assert.Equal(expected, found, 1e-4);
        }
    }

    [Theory]
    [InlineData(false, FactorizationTarget.Binary)]
    [InlineData(true, FactorizationTarget.Binary)]
    [InlineData(false, FactorizationTarget.Real)]
    [InlineData(true, FactorizationTarget.Real)]
    public void Learn_OneStep_FollowsTheGradient(bool fieldAware, FactorizationTarget target)
    {
        var options = new FactorizationMachineOptions
        {
            FieldAware = fieldAware,
            Target = target,
            Factors = 8,
            L2 = 0,
            LinearL2 = 0,
            LearningRate = 1,
        };
        var parameters = new FactorizationParameters(6, 3, fieldAware, 8, lanes: 2);
        parameters.Draw(1, 3, 0);
        FactorizationParameters before = parameters.Copy();
        int[] indices = [0, 3, 5];
        float[] values = [1, 0.5f, -2];
        ushort[] fields = [0, 1, 2];
        var learner = new FactorizationLearner<AdaGradStep>(options, parameters, new AdaGradStep(1));
        double loss = learner.Learn(indices, values, fields, 1, 1);
        FactorizationParameters after = parameters.Copy();
        Assert.Equal(Loss(before), loss, 1e-4);
        for (int i = 0; i < before.FactorValues.Length; i++)
        {
            FactorizationParameters up = before.Copy();
            FactorizationParameters down = before.Copy();
            up.FactorValues[i] += 1e-2f;
            down.FactorValues[i] -= 1e-2f;
            double gradient = (Loss(up) - Loss(down)) / 2e-2;
            double step = -gradient / Math.Sqrt(1 + (gradient * gradient));
            Assert.Equal(step, after.FactorValues[i] - before.FactorValues[i], 2e-3);
        }

        double Loss(FactorizationParameters p)
        {
            double score = Naive(p, indices, values, fields);
            return target == FactorizationTarget.Binary
                ? Math.Log(1 + Math.Exp(-score))
                : (score - 1) * (score - 1) / 2;
        }
    }

    [Theory]
    [InlineData(false, FactorizationOptimizer.AdaGrad)]
    [InlineData(true, FactorizationOptimizer.AdaGrad)]
    [InlineData(false, FactorizationOptimizer.Ftrl)]
    [InlineData(true, FactorizationOptimizer.Ftrl)]
    public void Fit_InteractionOnly_IsLearned(bool fieldAware, FactorizationOptimizer optimizer)
    {
        var options = new FactorizationMachineOptions
        {
            FieldAware = fieldAware,
            Optimizer = optimizer,
            Epochs = 60,
            LearningRate = 0.1,
            L2 = 1e-4,
        };
        FactorizationMachineModel model = FactorizationMachine.Fit(Pairs(3000), options);
        LabelledRows fresh = Pairs(1000, 8);
        double[] predictions = model.Predict(fresh.Features);
        int right = predictions.Where((p, r) => p > 0.5 == fresh.Targets.Labels[r] > 0.5).Count();
        Assert.InRange(right, 900, 1000);
    }

    [Fact]
    public void InverseRoot_is_within_five_millionths()
    {
        var random = new SeededRandom(12);
        for (int i = 0; i < 100_000; i++)
        {
            float x = MathF.Exp((random.NextSingle() - 0.5f) * 80);
            float root = AdaGradStep.InverseRoot(Vector256.Create(x)).GetElement(0);
            Assert.Equal(1, root * Math.Sqrt(x), 5e-6);
        }
    }

    [Fact]
    public void Fit_RealTarget_IsLearned()
    {
        LabelledRows data = Pairs(3000);
        float[] labels = [.. data.Targets.Labels.ToArray().Select(l => (10 * l) + 3)];
        var real = new LabelledRows(data.Features, new TrainingTargets(labels));
        FactorizationMachineModel model = FactorizationMachine.Fit(
            real,
            new FactorizationMachineOptions
            {
                Target = FactorizationTarget.Real,
                Epochs = 60,
                LearningRate = 0.3,
                L2 = 1e-4,
            });
        double error = model.Predict(real.Features).Zip(labels, (p, l) => Math.Abs(p - l)).Average();
        Assert.InRange(error, 0, 1.5);
    }

    [Fact]
    public void Contributions_SumToTheScore()
    {
        LabelledRows data = Pairs(300);
        foreach (bool fieldAware in new[] { false, true })
        {
            FactorizationMachineModel model = FactorizationMachine.Fit(
                data, new FactorizationMachineOptions { FieldAware = fieldAware, Machines = 3, NormalizeRows = true });
            double[] contributions = new double[3];
            for (int r = 0; r < 20; r++)
            {
                double bias = model.Contributions(
                    data.Features.Indices(r), data.Features.Values(r), data.Features.Fields(r), contributions);
                double score = model.Score(data.Features.Indices(r), data.Features.Values(r), data.Features.Fields(r));
                Assert.Equal(score, bias + contributions.Sum(), 1e-4);
            }
        }
    }

    [Fact]
    public void Fit_AnyNumberOfThreads_SameModel()
    {
        LabelledRows data = Pairs(500);
        byte[] one = Saved(
            FactorizationMachine.Fit(data, new FactorizationMachineOptions { Machines = 4, Threads = 1 }));
        Assert.Equal(
            one, Saved(FactorizationMachine.Fit(data, new FactorizationMachineOptions { Machines = 4, Threads = 3 })));
    }

    [Fact]
    public void Fit_EarlyStopping_KeepsTheBestEpoch()
    {
        var losses = new List<double>();
        LabelledRows validation = Pairs(300, 9, 0.2);
        FactorizationMachineModel model = FactorizationMachine.Fit(
            Pairs(400, 1, 0.2), new FactorizationMachineOptions { Epochs = 200, LearningRate = 0.3, L2 = 0 },
            validation,
            new Recorder(losses));
        Assert.True(losses.Count < 200);
        double[] predictions = model.Predict(validation.Features);
        double loss = predictions.Select((p, r) => -Math.Log(validation.Targets.Labels[r] > 0 ? p : 1 - p)).Average();
        Assert.Equal(losses.Min(), loss, 1e-4);
    }

    [Fact]
    public void SaveLoad_SameModel_AndDamageIsRefused()
    {
        FactorizationMachineModel model = FactorizationMachine.Fit(
            Pairs(50), new FactorizationMachineOptions { Epochs = 1, FieldAware = true, Factors = 3, Machines = 2 });
        byte[] file = Saved(model);
        Assert.Equal(file, Saved(FactorizationMachineModel.Load(new MemoryStream(file))));
        for (int at = 0; at < file.Length; at += 13)
        {
            byte[] damaged = [.. file];
            damaged[at] ^= 0x80;
            Assert.Throws<InvalidDataException>(() => FactorizationMachineModel.Load(new MemoryStream(damaged)));
            Assert.Throws<InvalidDataException>(() => FactorizationMachineModel.Load(new MemoryStream(file, 0, at)));
        }
    }

    [Fact]
    public void Fit_WhatItCannotUse_Refused()
    {
        LabelledRows data = Pairs(10);
        Assert.ThrowsAny<ArgumentException>(
            () => FactorizationMachine.Fit(data, new FactorizationMachineOptions { Factors = 0 }));
        Assert.ThrowsAny<ArgumentException>(
            () => FactorizationMachine.Fit(data, new FactorizationMachineOptions { LinearL1 = 1 }));
        var real = new LabelledRows(data.Features, new TrainingTargets(new float[10].Select(_ => 0.5f).ToArray()));
        Assert.ThrowsAny<ArgumentException>(() => FactorizationMachine.Fit(real));
        var huge = new LabelledRows(Empty(1 << 30), new TrainingTargets([1]));
        Assert.Contains(
            "Hash the features", Assert.ThrowsAny<ArgumentException>(() => FactorizationMachine.Fit(huge)).Message);
        FactorizationMachineModel model = FactorizationMachine.Fit(data);
        Assert.ThrowsAny<ArgumentException>(() => model.Predict(Empty(5)));
        Assert.ThrowsAny<ArgumentException>(() => model.Predict([99], [1], [0]));
        Assert.ThrowsAny<ArgumentException>(() => model.Predict([0], [1], []));
    }

    /// <summary>Two categories whose sum's parity is the label, and one that does not matter.</summary>
    private static LabelledRows Pairs(int rows, ulong seed = 1, double noise = 0)
    {
        var random = new SeededRandom(seed);
        var builder = new SparseRowsBuilder(21, 3);
        float[] labels = new float[rows];
        for (int r = 0; r < rows; r++)
        {
            int a = random.Next(7);
            int b = random.Next(7);
            builder.Add(a, 1, 0);
            builder.Add(7 + b, 1, 1);
            builder.Add(14 + random.Next(7), 1, 2);
            builder.EndRow();
            labels[r] = ((a + b) % 2) ^ (random.NextDouble() < noise ? 1 : 0);
        }

        return new LabelledRows(builder.Build(), new TrainingTargets(labels));
    }

    private static SparseRows Empty(int dimension)
    {
        var builder = new SparseRowsBuilder(dimension);
        builder.EndRow();
        return builder.Build();
    }

    private static double Naive(
        FactorizationParameters p, ReadOnlySpan<int> indices, ReadOnlySpan<float> values, ReadOnlySpan<ushort> fields)
    {
        double score = p.Bias;
        for (int i = 0; i < indices.Length; i++)
        {
            score += (double)p.Linear[indices[i]] * values[i];
            for (int j = i + 1; j < indices.Length; j++)
            {
                int a = (indices[i] * p.PerFeature) + (p.FieldAware ? fields[j] * p.VectorStride : 0);
                int b = (indices[j] * p.PerFeature) + (p.FieldAware ? fields[i] * p.VectorStride : 0);
                for (int k = 0; k < p.Factors; k++)
                {
                    score += (double)p.FactorValues[a + k] * p.FactorValues[b + k] * values[i] * values[j];
                }
            }
        }

        return score;
    }

    private static byte[] Saved(FactorizationMachineModel model)
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
