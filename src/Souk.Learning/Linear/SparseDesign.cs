using Souk.Learning.Data;
using Souk.Learning.Training;

namespace Souk.Learning.Linear;

/// <summary>Sparse rows, and the same entries by column, so that the gradient of a column is one thread's sum in row
/// order: the same for any number of threads. 8 bytes an entry beside the rows.</summary>
internal sealed class SparseDesign : IDesign
{
    private const int RowsPerBlock = 2048;
    private const int ColumnsPerBlock = 4096;

    private readonly SparseRows _rows;
    private readonly int[] _starts;
    private readonly int[] _rowOf;
    private readonly float[] _values;

    public SparseDesign(SparseRows rows)
    {
        _rows = rows;
        _starts = new int[rows.Dimension + 1];
        _rowOf = new int[rows.Count];
        _values = new float[rows.Count];
        for (int r = 0; r < rows.Rows; r++)
        {
            foreach (int index in rows.Indices(r))
            {
                _starts[index + 1]++;
            }
        }

        for (int c = 0; c < rows.Dimension; c++)
        {
            _starts[c + 1] += _starts[c];
        }

        int[] next = _starts.AsSpan(0, rows.Dimension).ToArray();
        for (int r = 0; r < rows.Rows; r++)
        {
            ReadOnlySpan<int> indices = rows.Indices(r);
            ReadOnlySpan<float> values = rows.Values(r);
            for (int i = 0; i < indices.Length; i++)
            {
                int at = next[indices[i]]++;
                _rowOf[at] = r;
                _values[at] = values[i];
            }
        }
    }

    public int Rows => _rows.Rows;

    public int Columns => _rows.Dimension;

    public void AddScores(double[] weights, double[] scores, int threads) =>
        WorkPartition.ForBlocks(Rows, RowsPerBlock, threads, (_, from, to) =>
        {
            for (int r = from; r < to; r++)
            {
                ReadOnlySpan<int> indices = _rows.Indices(r);
                ReadOnlySpan<float> values = _rows.Values(r);
                double sum = 0;
                for (int i = 0; i < indices.Length; i++)
                {
                    sum += weights[indices[i]] * values[i];
                }

                scores[r] += sum;
            }
        });

    public void Gradient(double[] residuals, double[] gradient, int threads) =>
        WorkPartition.ForBlocks(Columns, ColumnsPerBlock, threads, (_, from, to) =>
        {
            for (int c = from; c < to; c++)
            {
                double sum = 0;
                for (int i = _starts[c]; i < _starts[c + 1]; i++)
                {
                    sum += residuals[_rowOf[i]] * _values[i];
                }

                gradient[c] = sum;
            }
        });
}
