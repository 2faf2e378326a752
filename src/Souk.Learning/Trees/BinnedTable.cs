using Souk.Learning.Training;

namespace Souk.Learning.Trees;

/// <summary>
/// Binned features, twice: row by row for histograms (a row's bins share a cache line or two) and column by column for
/// partitioning (one byte a row). Two bytes a cell. Immutable.
/// </summary>
internal sealed class BinnedTable
{
    private const int RowsPerBlock = 8192;

    private BinnedTable(int rows, FeatureBinner binner, byte[][] byColumn, byte[] byRow)
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

    /// <summary>The bins of row r start at r · <see cref="Features"/>.</summary>
    public byte[] ByRow { get; }

    /// <summary>Bins columns of numbers.</summary>
    /// <exception cref="ArgumentException">Rows times features exceed what an array holds.</exception>
    public static BinnedTable Create(float[][] columns, FeatureBinner binner, int threads)
    {
        int rows = columns[0].Length;
        int features = columns.Length;
        if ((long)rows * features > Array.MaxLength)
        {
            throw new ArgumentException(
                $"{rows} rows of {features} features are {(long)rows * features} cells; at most {Array.MaxLength} fit.");
        }

        byte[][] byColumn = new byte[features][];
        for (int f = 0; f < features; f++)
        {
            byColumn[f] = new byte[rows];
        }

        byte[] byRow = new byte[rows * features];
        WorkPartition.ForBlocks(rows, RowsPerBlock, threads, (_, from, to) =>
        {
            for (int f = 0; f < features; f++)
            {
                float[] values = columns[f];
                byte[] bins = byColumn[f];
                for (int r = from; r < to; r++)
                {
                    byte bin = binner.Bin(f, values[r]);
                    bins[r] = bin;
                    byRow[(r * features) + f] = bin;
                }
            }
        });
        return new BinnedTable(rows, binner, byColumn, byRow);
    }
}
