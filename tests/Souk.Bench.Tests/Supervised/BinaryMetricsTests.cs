using Souk.Bench.Supervised;
using Souk.Learning.Numerics;

namespace Souk.Bench.Tests.Supervised;

public class BinaryMetricsTests
{
    [Fact]
    public void Auc_EqualsComparingAllPairs()
    {
        var random = new SeededRandom(5);
        double[] scores = [.. Enumerable.Range(0, 200).Select(_ => (double)random.Next(30))];
        float[] labels = [.. scores.Select(s => random.Next(40) < s ? 1f : 0f)];
        double won = 0;
        double pairs = 0;
        for (int i = 0; i < 200; i++)
        {
            for (int j = 0; j < 200; j++)
            {
                if (labels[i] > labels[j])
                {
                    pairs++;
                    won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
        }

        Assert.Equal(won / pairs, BinaryMetrics.Auc(scores, labels), 1e-12);
    }

    [Fact]
    public void AveragePrecision_ByHand() =>
        Assert.Equal((1 + (2 / 3.0)) / 2, BinaryMetrics.AveragePrecision([0.9, 0.8, 0.7, 0.1], [1, 0, 1, 0]), 1e-12);

    [Fact]
    public void AveragePrecision_AllTied_IsTheShareOfPositives() =>
        Assert.Equal(0.25, BinaryMetrics.AveragePrecision([1, 1, 1, 1], [0, 1, 0, 0]), 1e-12);

    [Fact]
    public void LogLoss_ByHand() =>
        Assert.Equal(-(Math.Log(0.8) + Math.Log(0.4)) / 2, BinaryMetrics.LogLoss([0.8, 0.6], [1, 0]), 1e-12);

    [Fact]
    public void Folds_ByKey_KeepKeysTogetherAndCoverAll()
    {
        int[] keys = [.. Enumerable.Range(0, 1000).Select(r => r % 77)];
        int held = 0;
        foreach ((int[] train, int[] validation) in Folds.ByKey(keys, 4))
        {
            held += validation.Length;
            Assert.Equal(1000, train.Length + validation.Length);
            Assert.Empty(train.Select(r => keys[r]).Intersect(validation.Select(r => keys[r])));
            Assert.InRange(validation.Length, 100, 500);
        }

        Assert.Equal(1000, held);
    }
}
