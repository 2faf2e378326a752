using FsCheck;
using FsCheck.Fluent;
using Souk.Learning.Data;
using Souk.Recommend.Ranking;

namespace Souk.Recommend.Tests.Training;

public sealed class BinnedRowsTests
{
    [Fact]
    public void EveryRow_HasOneIndexAColumnAndAPair_WithinTheDimension()
    {
        Prop.ForAll<int[]>(numbers =>
        {
            // Values that repeat, and one in five missing.
            float[] rows = [.. Padded(numbers).Select(n => n % 5 == 0 ? float.NaN : n % 17)];
            BinnedRows bins = BinnedRows.Fit(rows, 3, [(0, 2), (1, 2)]);
            SparseRows encoded = bins.Encode(rows);
            Assert.Equal(rows.Length / 3, encoded.Rows);
            int[] indices = new int[bins.Entries];
            for (int row = 0; row < encoded.Rows; row++)
            {
                bins.Encode(rows.AsSpan(row * 3, 3), indices);
                Assert.Equal(indices.Order(), encoded.Indices(row).ToArray().Order());
                Assert.All(indices, i => Assert.InRange(i, 0, bins.Dimension - 1));
                Assert.Equal(bins.Entries, indices.Distinct().Count());
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void LargerValues_HaveNoSmallerBin_AndMissingOnesTheirOwn()
    {
        Prop.ForAll<int[]>(numbers =>
        {
            float[] rows = [.. Padded(numbers).Select(n => (float)n)];
            BinnedRows bins = BinnedRows.Fit(rows, 1, []);
            int[] index = new int[1];
            int last = -1;
            foreach (float value in rows.Order())
            {
                bins.Encode([value], index);
                Assert.True(index[0] >= last);
                last = index[0];
            }

            bins.Encode([float.NaN], index);
            Assert.Equal(0, index[0]);
            bins.Encode([float.MinValue], index);
            Assert.Equal(1, index[0]);
        }).QuickCheckThrowOnFailure();
    }

    // Three rows at least, of three numbers.
    private static IEnumerable<int> Padded(int[] numbers)
    {
        int[] all = [.. numbers, 1, 5, 2, 9, 3, 3, 0, 7, 11];
        return all.Take(all.Length / 3 * 3);
    }
}
