using Souk.Learning.Evaluation;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Evaluation;

public sealed class PairedTestTests
{
    private static double[] Noise(int count, ulong seed, double shift = 0)
    {
        var random = new SeededRandom(seed);
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = random.NextGaussian() + shift;
        }

        return values;
    }

    [Fact]
    public void Permutation_of_few_pairs_equals_counting_all_swaps()
    {
        double[] first = [1.2, 0.4, 2.2, 0.9, 1.4, 3.0, 0.1];
        double[] second = [0.2, 0.9, 1.1, 0.1, 1.0, 1.5, 0.3];
        double[] gaps = [.. first.Zip(second, (a, b) => a - b)];
        double observed = Math.Abs(gaps.Sum());
        int extreme = Enumerable.Range(0, 128).Count(mask =>
            Math.Abs(gaps.Select((g, i) => (mask >> i & 1) == 0 ? g : -g).Sum()) >= observed - 1e-12);
        Assert.Equal(extreme / 128.0, PairedTest.Permutation(first, second, 100_000), 0.005);
    }

    [Fact]
    public void A_true_difference_is_found_and_none_is_not()
    {
        double[] a = Noise(200, 1);
        double[] b = Noise(200, 2, 0.5);
        double[] c = Noise(200, 3);
        Assert.InRange(PairedTest.Permutation(a, b, 2_000), 0, 0.01);
        Assert.InRange(PairedTest.Wilcoxon(a, b), 0, 0.01);
        Assert.InRange(PairedTest.Wilcoxon(a, c), 0.05, 1);
        Assert.True(PairedTest.Difference(b, a, 300).Lower > 0);
        Assert.Equal(1, PairedTest.Wilcoxon(a, a));
    }

    [Fact]
    public void Wilcoxon_equals_a_known_value()
    {
        // n = 10, no ties: positive ranks 1 to 8 but 3, negative ranks 3, 9, 10; W+ = 33, mean 27.5, variance 96.25.
        double[] gaps = [1, 2, -3, 4, 5, 6, 7, 8, -9, -10];
        double z = 5.0 / Math.Sqrt(96.25);
        double expected = PairedTest.Wilcoxon(gaps, new double[10]);
        Assert.Equal(NormalDistribution.TwoSidedTail(z), expected, 12);
        Assert.Equal(0.6103, expected, 0.0005);
    }

    [Theory]
    [InlineData(1.959963984540054, 0.05)]
    [InlineData(2.575829303548901, 0.01)]
    [InlineData(4.417173413469024, 1e-5)]
    public void The_normal_tail_is_exact(double z, double tail)
    {
        Assert.Equal(1, NormalDistribution.TwoSidedTail(z) / tail, 1e-9);
        Assert.Equal(z, NormalDistribution.TwoSidedQuantile(1 - tail), 1e-6);
    }

    [Fact]
    public void Equal_scores_have_equal_auc_and_better_ones_do_not()
    {
        var random = new SeededRandom(9);
        double[] good = new double[600];
        double[] bad = new double[600];
        float[] labels = new float[600];
        for (int i = 0; i < 600; i++)
        {
            labels[i] = i % 3 == 0 ? 1 : 0;
            good[i] = labels[i] + random.NextGaussian();
            bad[i] = random.NextGaussian();
        }

        Assert.Equal(1, PairedTest.Auc(good, good, labels));
        Assert.InRange(PairedTest.Auc(good, bad, labels), 0, 1e-4);
    }

    [Fact]
    public void Bootstrap_is_the_same_for_any_number_of_threads_and_covers_the_mean()
    {
        double[] values = Noise(300, 4, 1);
        Estimate one = Bootstrap.Mean(values, 500, threads: 1);
        Assert.Equal(one, Bootstrap.Mean(values, 500, threads: 4));
        Assert.InRange(one.StandardError * Math.Sqrt(300), 0.85, 1.15);
        Assert.True(one.Lower < 1 && one.Upper > 1);
    }

    [Fact]
    public void Pairs_of_different_lengths_are_refused() =>
        Assert.Throws<ArgumentException>(() => PairedTest.Wilcoxon([1], [1, 2]));
}
