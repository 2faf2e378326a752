using FsCheck;
using FsCheck.Fluent;
using Souk.Learning.Numerics;
using Souk.Learning.Trees;

namespace Souk.Learning.Tests.Trees;

public class HistogramTests
{
    [Fact]
    public void Build_EqualsAddingOneByOne_AndSubtractIsTheRest() => Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
    {
        var random = new SeededRandom(seed);
        (BinnedTable table, QuantizedGradients gradients) = Make(ref random, 1 + random.Next(300), 1 + random.Next(20));
        int[] rows = [.. Enumerable.Range(0, table.Rows)];
        int cut = random.Next(table.Rows + 1);
        var builder = new Histogram(table.Binner, 1);
        long[] all = Built(builder, table, gradients, rows, 0, table.Rows);
        long[] left = Built(builder, table, gradients, rows, 0, cut);
        long[] right = Built(builder, table, gradients, rows, cut, table.Rows - cut);
        Assert.Equal(Naive(table, gradients, rows.AsSpan(0, cut)), left);
        builder.Subtract(all, left, all);
        Assert.Equal(right, all);
        Assert.Equal(gradients.Packed.AsSpan(cut).ToArray().Sum(), builder.Total(right));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Build_SeveralThreads_SameAsOne()
    {
        var random = new SeededRandom(8);
        (BinnedTable table, QuantizedGradients gradients) = Make(ref random, 20_001, 11);
        int[] rows = [.. Enumerable.Range(0, table.Rows)];
        long[] one = Built(new Histogram(table.Binner, 1), table, gradients, rows, 0, rows.Length);
        long[] three = Built(new Histogram(table.Binner, 3), table, gradients, rows, 0, rows.Length);
        Assert.Equal(one, three);
    }

    [Fact]
    public void Quantized_SumsAreCloseToTheExact() => Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
    {
        var random = new SeededRandom(seed);
        int rows = 1 + random.Next(5000);
        double size = Math.Pow(10, random.Next(12) - 6);
        float[] first = [.. Enumerable.Range(0, rows).Select(_ => (float)(size * random.NextGaussian()))];
        float[] second = [.. Enumerable.Range(0, rows).Select(_ => (float)(size * random.NextDouble()))];
        var gradients = new QuantizedGradients(rows, 1);
        gradients.Set(first, second);
        long packed = gradients.Packed.Sum();
        double magnitude = first.Sum(g => Math.Abs((double)g));
        Assert.Equal(
            first.Sum(g => (double)g), QuantizedGradients.First(packed) / gradients.FirstScale,
            magnitude * rows * 1e-9);
        Assert.Equal(
            second.Sum(h => (double)h), QuantizedGradients.Second(packed) / gradients.SecondScale,
            magnitude * rows * 1e-9);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Partition_EqualsStablePartition()
    {
        var random = new SeededRandom(3);
        foreach (int rows in new[] { 1, 2, 100, 32_768, 100_000 })
        {
            byte[] bins = [.. Enumerable.Range(0, rows).Select(_ => (byte)random.Next(6))];
            foreach (bool missingRight in new[] { false, true })
            {
                var split = new SplitCandidate(0, 3, missingRight, 1, 0);
                var partition = new RowPartition(rows, 2);
                partition.Reset(null);
                int left = partition.Split(0, rows, bins, split);
                int[] all = [.. Enumerable.Range(0, rows)];
                int[] expected = [.. all.Where(r => !Right(bins[r])), .. all.Where(r => Right(bins[r]))];
                Assert.Equal(expected, partition.Rows);
                Assert.Equal(all.Count(r => !Right(bins[r])), left);

                bool Right(byte bin) => bin > 3 || (bin == 0 && missingRight);
            }
        }
    }

    internal static (BinnedTable Table, QuantizedGradients Gradients) Make(
        ref SeededRandom random, int rows, int features)
    {
        float[][] columns = new float[features][];
        for (int f = 0; f < features; f++)
        {
            columns[f] = new float[rows];
            int kinds = 1 + random.Next(40);
            for (int r = 0; r < rows; r++)
            {
                columns[f][r] = random.Next(8) == 0 ? float.NaN : random.Next(kinds);
            }
        }

        float[] first = new float[rows];
        float[] second = new float[rows];
        for (int r = 0; r < rows; r++)
        {
            first[r] = (float)random.NextGaussian();
            second[r] = random.NextSingle();
        }

        var gradients = new QuantizedGradients(rows, 1);
        gradients.Set(first, second);
        return (BinnedTable.Create(columns, FeatureBinner.Fit(columns, 254, 1), 1), gradients);
    }

    internal static long[] Built(
        Histogram builder, BinnedTable table, QuantizedGradients gradients, int[] rows, int begin, int count)
    {
        long[] histogram = new long[builder.Size];
        builder.Build(table, gradients.Packed, rows, begin, count, histogram);
        return histogram;
    }

    private static long[] Naive(BinnedTable table, QuantizedGradients gradients, ReadOnlySpan<int> rows)
    {
        long[] histogram = new long[table.Features * Histogram.Stride];
        foreach (int row in rows)
        {
            for (int f = 0; f < table.Features; f++)
            {
                histogram[(f * Histogram.Stride) + table.ByColumn[f][row]] += gradients.Packed[row];
            }
        }

        return histogram;
    }
}
