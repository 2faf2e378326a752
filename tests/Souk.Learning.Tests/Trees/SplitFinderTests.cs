using FsCheck;
using FsCheck.Fluent;
using Souk.Learning.Numerics;
using Souk.Learning.Trees;

namespace Souk.Learning.Tests.Trees;

public class SplitFinderTests
{
    [Fact]
    public void Find_EqualsTryingEverySplit() => Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
    {
        var random = new SeededRandom(seed);
        (BinnedTable table, QuantizedGradients gradients) =
            HistogramTests.Make(ref random, 2 + random.Next(60), 1 + random.Next(5));
        var options = new BoostedTreesOptions
        {
            L2 = random.NextDouble() * 2,
            MinChildWeight = random.NextDouble(),
            Threads = 1,
        };
        SplitCandidate found = Find(table, gradients, options, null);
        double best = BestByExhaustion(table, gradients, options);
        if (best <= 1e-9)
        {
            Assert.True(!found.Exists || found.Gain <= 1e-6);
            return;
        }

        Assert.Equal(best, found.Gain, 1e-6 * Math.Max(1, best));
        Assert.Equal(best, GainOf(table, gradients, options, found), 1e-6 * Math.Max(1, best));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Find_Constrained_ValuesFollowTheDirection() => Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
    {
        var random = new SeededRandom(seed);
        (BinnedTable table, QuantizedGradients gradients) = HistogramTests.Make(ref random, 60, 3);
        var options = new BoostedTreesOptions { MinChildWeight = 0.1, Threads = 1 };
        int[] directions = [1, -1, 0];
        SplitCandidate found = Find(table, gradients, options, directions);
        if (!found.Exists || directions[found.Feature] == 0)
        {
            return;
        }

        var finder = new SplitFinder(options, table.Binner, directions) { Gradients = gradients };
        double left = finder.LeafValue(found.LeftSum, ValueBounds.None);
        double right = finder.LeafValue(gradients.Packed.Sum() - found.LeftSum, ValueBounds.None);
        Assert.True(directions[found.Feature] * (right - left) >= 0);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Find_PureNode_HasNoSplit()
    {
        float[][] columns = [[1, 2, 3, 4]];
        var table = BinnedTable.Create(columns, FeatureBinner.Fit(columns, 254, 1), 1);
        var gradients = new QuantizedGradients(4, 1);
        gradients.Set([1, 1, 1, 1], [1, 1, 1, 1]);
        Assert.False(Find(table, gradients, new BoostedTreesOptions { L2 = 0 }, null).Exists);
    }

    private static SplitCandidate Find(
        BinnedTable table, QuantizedGradients gradients, BoostedTreesOptions options, int[]? monotone)
    {
        var builder = new Histogram(table.Binner, 1);
        int[] rows = [.. Enumerable.Range(0, table.Rows)];
        long[] histogram = HistogramTests.Built(builder, table, gradients, rows, 0, rows.Length);
        var finder = new SplitFinder(options, table.Binner, monotone) { Gradients = gradients };
        bool[] allowed = new bool[table.Features];
        Array.Fill(allowed, true);
        return finder.Find(histogram, builder.Total(histogram), ValueBounds.None, allowed);
    }

    private static double BestByExhaustion(BinnedTable table, QuantizedGradients gradients, BoostedTreesOptions options)
    {
        double best = 0;
        for (int f = 0; f < table.Features; f++)
        {
            for (int bin = 1; bin < table.Binner.BinCounts[f]; bin++)
            {
                foreach (bool missingRight in new[] { false, true })
                {
                    best = Math.Max(
                        best, GainOf(table, gradients, options, new SplitCandidate(f, bin, missingRight, 0, 0)));
                }
            }
        }

        return best;
    }

    /// <summary>The gain from the rows themselves, without histograms; 0 if a child would be too light.</summary>
    private static double GainOf(
        BinnedTable table, QuantizedGradients gradients, BoostedTreesOptions options, SplitCandidate split)
    {
        double[] first = new double[2];
        double[] second = new double[2];
        for (int r = 0; r < table.Rows; r++)
        {
            int bin = table.ByColumn[split.Feature][r];
            int side = bin > split.Bin || (bin == 0 && split.MissingRight) ? 1 : 0;
            first[side] += QuantizedGradients.First(gradients.Packed[r]) / gradients.FirstScale;
            second[side] += QuantizedGradients.Second(gradients.Packed[r]) / gradients.SecondScale;
        }

        if (second.Min() < Math.Max(options.MinChildWeight, double.Epsilon))
        {
            return 0;
        }

        return Score(first[0], second[0]) + Score(first[1], second[1]) - Score(first.Sum(), second.Sum());

        double Score(double g, double h) => g * g / (h + options.L2);
    }
}
