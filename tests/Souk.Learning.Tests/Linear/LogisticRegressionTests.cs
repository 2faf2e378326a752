using Souk.Learning.Data;
using Souk.Learning.Linear;
using Souk.Learning.Numerics;
using Souk.Learning.Tests.Trees;

namespace Souk.Learning.Tests.Linear;

public class LogisticRegressionTests
{
    [Fact]
    public void Evaluate_GradientEqualsDifferences()
    {
        LabelledRows data = Sparse(MadeData.Binary(50), Weights(50));
        var loss = new LogisticLoss(new SparseDesign(data.Features), data.Targets, 0.7, 1);
        double[] point = [0.3, -0.2, 0.5, 0.1, -0.4, 0.2];
        double[] gradient = new double[6];
        loss.Evaluate(point, gradient);
        double[] unused = new double[6];
        for (int i = 0; i < 6; i++)
        {
            double[] up = [.. point];
            double[] down = [.. point];
            up[i] += 1e-5;
            down[i] -= 1e-5;
            Assert.Equal((loss.Evaluate(up, unused) - loss.Evaluate(down, unused)) / 2e-5, gradient[i], 1e-5);
        }
    }

    [Fact]
    public void Fit_OneFlag_FindsTheLogOddsOfBothGroups()
    {
        // 3 of 10 without the flag, 8 of 10 with it.
        var builder = new SparseRowsBuilder(1);
        float[] labels = new float[20];
        for (int r = 0; r < 20; r++)
        {
            if (r >= 10)
            {
                builder.Add(0);
            }

            builder.EndRow();
            labels[r] = r < 3 || r is >= 10 and < 18 ? 1 : 0;
        }

        LogisticModel model = LogisticRegression.Fit(
            new LabelledRows(builder.Build(), new TrainingTargets(labels)),
            new LogisticRegressionOptions { L2 = 0, Tolerance = 1e-10 });
        Assert.Equal(Math.Log(0.3 / 0.7), model.Bias, 1e-6);
        Assert.Equal(Math.Log(0.8 / 0.2) - Math.Log(0.3 / 0.7), model.Weights[0], 1e-6);
        Assert.Equal(0.8, model.Predict([0], [1]), 1e-6);
    }

    [Fact]
    public void Fit_IndexThatNeverOccurs_HasNoWeight()
    {
        var builder = new SparseRowsBuilder(1000);
        for (int r = 0; r < 40; r++)
        {
            builder.Add(r % 2 == 0 ? 17 : 900);
            builder.EndRow();
        }

        float[] labels = [.. Enumerable.Range(0, 40).Select(r => r % 2 == 0 ? 1f : 0f)];
        LogisticModel model = LogisticRegression.Fit(new LabelledRows(builder.Build(), new TrainingTargets(labels)));
        Assert.Equal(1000, model.Dimension);
        Assert.True(model.Weights[17] > 0.5 && model.Weights[900] < -0.5);
        Assert.Equal(998, model.Weights.ToArray().Count(w => w == 0));
    }

    [Fact]
    public void Fit_DenseAndSparse_SameModel()
    {
        LabelledTable table = MadeData.Binary(500);
        var options = new LogisticRegressionOptions { Standardize = false, Tolerance = 1e-9 };
        LogisticModel dense = LogisticRegression.Fit(table, options);
        LogisticModel sparse = LogisticRegression.Fit(Sparse(table, null), options);
        Assert.Equal(dense.Bias, sparse.Bias, 1e-6);
        for (int c = 0; c < 5; c++)
        {
            Assert.Equal(dense.Weights[c], sparse.Weights[c], 1e-6);
        }

        float[] row = [1, 2, 3, 4, 5];
        Assert.Equal(dense.Score(row), dense.Score([0, 1, 2, 3, 4], row), 1e-12);
    }

    [Fact]
    public void Fit_Standardized_DoesNotDependOnUnits()
    {
        LabelledTable table = MadeData.Binary(500);
        float[] scaled = [.. table.Features.Columns[0].Values.ToArray().Select(v => (1000 * v) + 7)];
        var other = new LabelledTable(
            new FeatureTable([FeatureColumn.Numeric("f0", scaled), .. table.Features.Columns.Skip(1)]), table.Targets);
        double[] first = LogisticRegression.Fit(table).Predict(table.Features);
        double[] second = LogisticRegression.Fit(other).Predict(other.Features);
        Assert.All(first.Zip(second), p => Assert.Equal(p.First, p.Second, 1e-3));
    }

    [Fact]
    public void Fit_AnyNumberOfThreads_SameModel()
    {
        LabelledTable table = MadeData.Binary(9000);
        LabelledRows rows = Sparse(table, null);
        foreach (int threads in new[] { 2, 5 })
        {
            Assert.Equal(
                Saved(LogisticRegression.Fit(rows, new LogisticRegressionOptions { Threads = 1 })),
                Saved(LogisticRegression.Fit(rows, new LogisticRegressionOptions { Threads = threads })));
            Assert.Equal(
                Saved(LogisticRegression.Fit(table, new LogisticRegressionOptions { Threads = 1 })),
                Saved(LogisticRegression.Fit(table, new LogisticRegressionOptions { Threads = threads })));
        }
    }

    [Fact]
    public void Fit_WeightTwo_SameAsTheRowTwice()
    {
        LabelledTable table = MadeData.Binary(60);
        float[] weights = Weights(60);
        int[] repeated = [.. Enumerable.Range(0, 60).SelectMany(r => Enumerable.Repeat(r, (int)weights[r]))];
        var options = new LogisticRegressionOptions { Tolerance = 1e-9 };
        LogisticModel first = LogisticRegression.Fit(Sparse(table, weights), options);
        LogisticModel second = LogisticRegression.Fit(Sparse(table, null).Select(repeated), options);
        Assert.Equal(first.Bias, second.Bias, 1e-6);
        Assert.Equal(first.Weights[0], second.Weights[0], 1e-6);
    }

    [Fact]
    public void SaveLoad_SameModel_AndDamageIsRefused()
    {
        LogisticModel model = LogisticRegression.Fit(MadeData.Binary(100));
        byte[] file = Saved(model);
        Assert.Equal(file, Saved(LogisticModel.Load(new MemoryStream(file))));
        for (int at = 0; at < file.Length; at++)
        {
            byte[] damaged = [.. file];
            damaged[at] ^= 1;
            Assert.Throws<InvalidDataException>(() => LogisticModel.Load(new MemoryStream(damaged)));
            Assert.Throws<InvalidDataException>(() => LogisticModel.Load(new MemoryStream(file, 0, at)));
        }
    }

    [Fact]
    public void Fit_WhatItCannotUse_Refused()
    {
        var missing = new LabelledTable(FeatureTable.FromRows([1, float.NaN], 1), new TrainingTargets([0, 1]));
        Assert.Contains(
            "row 1 is missing", Assert.ThrowsAny<ArgumentException>(() => LogisticRegression.Fit(missing)).Message);
        Assert.ThrowsAny<ArgumentException>(() => LogisticRegression.Fit(MadeData.Categories(10)));
        Assert.ThrowsAny<ArgumentException>(() => LogisticRegression.Fit(MadeData.Real(10)));
        Assert.ThrowsAny<ArgumentException>(
            () => LogisticRegression.Fit(MadeData.Binary(10), new LogisticRegressionOptions { L2 = -1 }));
        LogisticModel model = LogisticRegression.Fit(MadeData.Binary(10));
        Assert.ThrowsAny<ArgumentException>(() => model.Predict([1, 2]));
        Assert.ThrowsAny<ArgumentException>(() => model.Predict([5], [1]));
        Assert.ThrowsAny<ArgumentException>(() => model.Predict([1], [1, 2]));
    }

    internal static LabelledRows Sparse(LabelledTable table, float[]? weights)
    {
        var builder = new SparseRowsBuilder(5);
        for (int r = 0; r < table.Features.Rows; r++)
        {
            for (int c = 0; c < 5; c++)
            {
                builder.Add(c, table.Features.Columns[c].Values[r]);
            }

            builder.EndRow();
        }

        return new LabelledRows(builder.Build(), new TrainingTargets(table.Targets.Labels.ToArray(), weights));
    }

    private static float[] Weights(int rows) => [.. Enumerable.Range(0, rows).Select(r => 1f + (r % 3))];

    private static byte[] Saved(LogisticModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }
}
