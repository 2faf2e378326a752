using Souk.Learning.Data;
using Souk.Learning.Linear;
using Souk.Learning.Numerics;
using Souk.Learning.Tests.Trees;

namespace Souk.Learning.Tests.Linear;

public class FtrlRegressionTests
{
    [Fact]
    public void Learn_EqualsThePapersFormulas()
    {
        var options = new FtrlOptions { Alpha = 0.3, Beta = 0.7, L1 = 0.4, L2 = 0.2 };
        var model = new FtrlRegression(40, options);
        double[] evidence = new double[41];
        double[] squares = new double[41];
        var random = new SeededRandom(6);
        for (int step = 0; step < 3000; step++)
        {
            int[] indices = [random.Next(40), random.Next(40), random.Next(40)];
            float[] values = [1, (float)random.NextGaussian(), 0.5f];
            float label = (indices[0] % 3 == 0) ^ (random.Next(10) == 0) ? 1 : 0;
            double score = WeightOf(40) + Enumerable.Range(0, 3).Sum(i => WeightOf(indices[i]) * values[i]);
            double probability = 1 / (1 + Math.Exp(-score));
            Assert.Equal(probability, model.Learn(indices, values, label), 1e-3);
            for (int i = 0; i < 3; i++)
            {
                Update(indices[i], (probability - label) * values[i]);
            }

            Update(40, probability - label);
        }

        for (int i = 0; i < 40; i++)
        {
            Assert.Equal(WeightOf(i), model.Weight(i), 2e-3);
        }

        double WeightOf(int i)
        {
            double l1 = i == 40 ? 0 : options.L1;
            return Math.Abs(evidence[i]) <= l1
                ? 0
                : -(evidence[i] - (Math.Sign(evidence[i]) * l1))
                    / (((options.Beta + Math.Sqrt(squares[i])) / options.Alpha) + options.L2);
        }

        void Update(int i, double gradient)
        {
            double weight = WeightOf(i);
            double sigma = (Math.Sqrt(squares[i] + (gradient * gradient)) - Math.Sqrt(squares[i])) / options.Alpha;
            evidence[i] += gradient - (sigma * weight);
            squares[i] += gradient * gradient;
        }
    }

    [Fact]
    public void Learn_Stream_ComesCloseToTheBatchModel()
    {
        LabelledRows data = LogisticRegressionTests.Sparse(MadeData.Binary(20_000), null);
        var stream = new FtrlRegression(5, new FtrlOptions { L1 = 0, L2 = 0, Alpha = 0.2 });
        stream.Learn(data);
        LogisticModel batch = LogisticRegression.Fit(data);
        for (int c = 0; c < 5; c++)
        {
            Assert.Equal(batch.Weights[c], stream.Weight(c), 0.1);
        }
    }

    [Fact]
    public void Learn_BatchAndOneByOne_Same()
    {
        LabelledRows data = LogisticRegressionTests.Sparse(MadeData.Binary(300), null);
        var batch = new FtrlRegression(5);
        var single = new FtrlRegression(5);
        double[] predictions = batch.Learn(data);
        for (int r = 0; r < 300; r++)
        {
            double p = single.Learn(data.Features.Indices(r), data.Features.Values(r), data.Targets.Labels[r]);
            Assert.Equal(predictions[r], p);
        }
    }

    [Fact]
    public void Learn_WithL1_LeavesNoiseAtZero()
    {
        var random = new SeededRandom(1);
        var model = new FtrlRegression(1000, new FtrlOptions { L1 = 4 });
        for (int step = 0; step < 4000; step++)
        {
            float label = step % 2;
            model.Learn([step % 2, 2 + random.Next(998)], [1, 1], label);
        }

        Assert.True(model.Weight(1) > 0.5 && model.Weight(0) < -0.5);
        Assert.InRange(model.NonZeroCount, 2, 50);
    }

    [Fact]
    public void SaveLoad_GoesOnLearningTheSame()
    {
        LabelledRows data = LogisticRegressionTests.Sparse(MadeData.Binary(400), null);
        var model = new FtrlRegression(5);
        model.Learn(data);
        using var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        var loaded = FtrlRegression.Load(stream);
        Assert.Equal(model.Learn(data), loaded.Learn(data));
    }

    [Fact]
    public void Learn_WrongRows_Refused()
    {
        var model = new FtrlRegression(5);
        Assert.ThrowsAny<ArgumentException>(() => model.Learn([5], [1], 1));
        Assert.ThrowsAny<ArgumentException>(() => model.Learn([1], [float.NaN], 1));
        Assert.ThrowsAny<ArgumentException>(() => model.Learn([1], [1, 2], 1));
        Assert.ThrowsAny<ArgumentException>(() => model.Learn([1], [1], 0.5f));
        Assert.ThrowsAny<ArgumentException>(() => model.Learn([1], [1], 1, -1));
        Assert.ThrowsAny<ArgumentException>(() => new FtrlRegression(5, new FtrlOptions { Alpha = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FtrlRegression(0));
    }
}
