using Souk.Learning.Data;
using Souk.Learning.Training;

namespace Souk.Learning.Anomaly;

/// <summary>Checks rows and spreads scoring over threads, for detectors that score one row at a time.</summary>
internal static class RowScoring
{
    private const int RowsPerBlock = 256;

    public static void Check(ReadOnlySpan<float> row, int columns)
    {
        if (row.Length != columns)
        {
            throw new ArgumentException($"The model was fitted on {columns} columns; the row has {row.Length}.");
        }

        for (int c = 0; c < row.Length; c++)
        {
            if (!float.IsFinite(row[c]))
            {
                throw new ArgumentException($"Column {c} of the row is {row[c]}; values must be finite.");
            }
        }
    }

    public static double[] Score(
        IAnomalyModel model, DenseMatrix data, int threads, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(data);
        data.RequireColumns(model.Columns);
        double[] scores = new double[data.Rows];
        WorkPartition.ForBlocks(
            data.Rows,
            RowsPerBlock,
            threads,
            (_, from, to) =>
            {
                for (int r = from; r < to; r++)
                {
                    scores[r] = model.ScoreRow(data.Row(r));
                }
            },
            cancellation);
        return scores;
    }
}
