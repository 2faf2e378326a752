using FsCheck;
using FsCheck.Fluent;
using Souk.Learning.Numerics;
using Souk.Learning.Trees;

namespace Souk.Learning.Tests.Trees;

public class FeatureBinnerTests
{
    [Fact]
    public void Bin_EqualsCountingEdgesBelow() => Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
    {
        var random = new SeededRandom(seed);
        float[] column = Numbers(ref random, 1 + random.Next(3000));
        FeatureBinner binner = FeatureBinner.Fit([column], 2 + random.Next(253), 1);
        for (int i = 0; i < 200; i++)
        {
            float value = i % 2 == 0 ? column[random.Next(column.Length)] : (float)(10 * random.NextGaussian());
            Assert.Equal(Naive(binner, value), binner.Bin(0, value));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Bin_Missing_IsZero()
    {
        FeatureBinner binner = FeatureBinner.Fit([[1, 2, 3]], 10, 1);
        Assert.Equal(0, binner.Bin(0, float.NaN));
        Assert.Equal(1, binner.Bin(0, float.NegativeInfinity));
        Assert.Equal(3, binner.Bin(0, float.PositiveInfinity));
    }

    [Fact]
    public void Fit_FewDifferentNumbers_EachHasItsBin()
    {
        FeatureBinner binner = FeatureBinner.Fit([[5, 1, 5, 3, float.NaN, 1]], 254, 1);
        Assert.Equal(4, binner.BinCounts[0]);
        Assert.Equal([1, 2, 3], new[] { binner.Bin(0, 1), binner.Bin(0, 3), binner.Bin(0, 5) }.Select(b => (int)b));
    }

    [Fact]
    public void Fit_NeighbouringFloats_AreStillApart()
    {
        float low = 1;
        float high = MathF.BitIncrement(low);
        FeatureBinner binner = FeatureBinner.Fit([[low, high]], 254, 1);
        Assert.NotEqual(binner.Bin(0, low), binner.Bin(0, high));
    }

    [Fact]
    public void Fit_ManyNumbers_BinsAreEqualInTheMiddleAndFineInTheTails()
    {
        var random = new SeededRandom(4);
        float[] column = [.. Enumerable.Range(0, 20_000).Select(_ => (float)random.NextGaussian())];
        FeatureBinner binner = FeatureBinner.Fit([column], 200, 1);
        int[] counts = new int[binner.BinCounts[0]];
        foreach (float value in column)
        {
            counts[binner.Bin(0, value)]++;
        }

        Assert.InRange(counts.Length, 190, 201);
        Assert.Equal(0, counts[0]);
        Assert.True(counts[1] == 1 && counts[^1] <= 2);
        int[] middle = counts[60..140];
        Assert.InRange(middle.Max() - middle.Min(), 0, 1);
        Assert.InRange(middle[0], 100, 160);
    }

    [Fact]
    public void Fit_OneNumberInMostRows_LeavesBinsForTheOthers()
    {
        float[] column = [.. Enumerable.Range(0, 10_000).Select(i => i < 9000 ? 0f : i)];
        FeatureBinner binner = FeatureBinner.Fit([column], 21, 1);
        Assert.InRange(binner.BinCounts[0], 15, 22);
        Assert.NotEqual(binner.Bin(0, 0), binner.Bin(0, 9001));
    }

    [Fact]
    public void Fit_OnlyMissing_HasOneBinOfNumbers() =>
        Assert.Equal(2, FeatureBinner.Fit([[float.NaN, float.NaN]], 254, 1).BinCounts[0]);

    private static float[] Numbers(ref SeededRandom random, int count)
    {
        float[] numbers = new float[count];
        int kinds = 1 + random.Next(1000);
        for (int i = 0; i < count; i++)
        {
            numbers[i] = random.Next(20) == 0 ? float.NaN : (random.Next(kinds) - (kinds / 2)) / 7f;
        }

        return numbers;
    }

    private static int Naive(FeatureBinner binner, float value)
    {
        if (float.IsNaN(value))
        {
            return 0;
        }

        int bin = 1;
        while (bin < binner.BinCounts[0] - 1 && value > binner.UpperEdge(0, bin))
        {
            bin++;
        }

        return bin;
    }
}
