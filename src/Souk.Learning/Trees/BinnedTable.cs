using Souk.Learning.Training;

namespace Souk.Learning.Trees;

/// <summary>
/// Binned features, twice: row by row for histograms, in groups of features whose histograms fit the first-level cache
/// together, and column by column for partitioning (one byte a row). Two bytes a cell. Immutable.
/// </summary>
internal sealed class BinnedTable
{
    /// <summary>Features of a group: sixteen histograms of 2 KB are 32 KB.</summary>
    public const int GroupSize = 16;

    private const int RowsPerBlock = 8192;

    private BinnedTable(int rows, FeatureBinner binner, byte[][] byColumn, byte[][] byRow)
    {
        Rows = rows;
        Binner = binner;
        ByColumn = byColumn;
        ByRow = byRow;
    }

    public int Rows { get; }

    public int Features => ByColumn.Length;

    public FeatureBinner Binner { get; }

    /// <summary>For each feature its bins, one a row.</summary>
    public byte[][] ByColumn { get; }

    /// <summary>For each group its bins; those of row r start at r · <see cref="GroupWidth"/>.</summary>
    public byte[][] ByRow { get; }

    /// <summary>How many features a group has: all have <see cref="GroupSize"/> but the last.</summary>
    public static int GroupWidth(int features, int group) => Math.Min(GroupSize, features - (group * GroupSize));

    /// <summary>Bins columns of numbers.</summary>
    /// <exception cref="ArgumentException">There are more rows than a group's array holds.</exception>
    public static BinnedTable Create(float[][] columns, FeatureBinner binner, int threads)
    {
        int rows = columns[0].Length;
        int features = columns.Length;
        if ((long)rows * GroupSize > Array.MaxLength)
        {
            throw new ArgumentException($"There are {rows} rows; at most {Array.MaxLength / GroupSize} fit.");
        }

        byte[][] byColumn = new byte[features][];
        for (int f = 0; f < features; f++)
        {
            byColumn[f] = new byte[rows];
        }

        byte[][] byRow = new byte[WorkPartition.BlockCount(features, GroupSize)][];
        for (int group = 0; group < byRow.Length; group++)
        {
            byRow[group] = new byte[rows * GroupWidth(features, group)];
        }

        WorkPartition.ForBlocks(rows, RowsPerBlock, threads, (_, from, to) =>
        {
            for (int f = 0; f < features; f++)
            {
                float[] values = columns[f];
                byte[] bins = byColumn[f];
                byte[] target = byRow[f / GroupSize];
                int width = GroupWidth(features, f / GroupSize);
                int place = f % GroupSize;
                for (int r = from; r < to; r++)
                {
                    byte bin = binner.Bin(f, values[r]);
                    bins[r] = bin;
                    target[(r * width) + place] = bin;
                }
            }
        });
        return new BinnedTable(rows, binner, byColumn, byRow);
    }
}
