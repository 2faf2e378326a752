using Souk.Learning.Data;
using Souk.Learning.Training;

namespace Souk.Learning.Linear;

/// <summary>
/// Sparse rows, and the same entries by column, so that the gradient of a column is one thread's sum in row order: the
/// same for any number of threads. Columns are the indices that occur, numbered anew: a hashed space is mostly empty.
/// 12 bytes an entry beside the rows.
/// </summary>
internal sealed class SparseDesign : IDesign
{
    private const int RowsPerBlock = 2048;
    private const int ColumnsPerBlock = 4096;

    private readonly SparseRows _rows;
    private readonly int[] _starts;
    private readonly int[] _columnOf;
    private readonly int[] _rowOf;
    private readonly float[] _values;

    public SparseDesign(SparseRows rows)
    {
        _rows = rows;
        int[] counts = new int[rows.Dimension];
        for (int r = 0; r < rows.Rows; r++)
        {
            foreach (int index in rows.Indices(r))
            {
                counts[index]++;
            }
        }

        (Indices, int[] numbers) = NumberUsed(counts);
        _starts = new int[Indices.Length + 1];
        for (int c = 0; c < Indices.Length; c++)
        {
            _starts[c + 1] = _starts[c] + counts[Indices[c]];
        }

        _columnOf = new int[rows.Count];
        _rowOf = new int[rows.Count];
        _values = new float[rows.Count];
        int[] next = _starts.AsSpan(0, Indices.Length).ToArray();
        for (int r = 0; r < rows.Rows; r++)
        {
            ReadOnlySpan<int> indices = rows.Indices(r);
            ReadOnlySpan<float> values = rows.Values(r);
            for (int i = 0; i < indices.Length; i++)
            {
                int column = numbers[indices[i]];
                _columnOf[rows.Starts[r] + i] = column;
                int at = next[column]++;
                _rowOf[at] = r;
                _values[at] = values[i];
            }
        }
    }

    public int Rows => _rows.Rows;

    public int Columns => Indices.Length;

    /// <summary>The index of each column, ascending.</summary>
    public int[] Indices { get; }

    public void AddScores(double[] weights, double[] scores, int threads) =>
        WorkPartition.ForBlocks(Rows, RowsPerBlock, threads, (_, from, to) =>
        {
            for (int r = from; r < to; r++)
            {
                ReadOnlySpan<float> values = _rows.Values(r);
                ReadOnlySpan<int> columns = _columnOf.AsSpan(_rows.Starts[r], values.Length);
                double sum = 0;
                for (int i = 0; i < columns.Length; i++)
                {
                    sum += weights[columns[i]] * values[i];
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

    /// <summary>The indices that occur, and for each index the number of its column (any, where it does not
    /// occur).</summary>
    private static (int[] Used, int[] Numbers) NumberUsed(int[] counts)
    {
        int[] numbers = new int[counts.Length];
        int used = 0;
        for (int index = 0; index < counts.Length; index++)
        {
            numbers[index] = used;
            used += counts[index] > 0 ? 1 : 0;
        }

        int[] indices = new int[used];
        for (int index = 0; index < counts.Length; index++)
        {
            if (counts[index] > 0)
            {
                indices[numbers[index]] = index;
            }
        }

        return (indices, numbers);
    }
}
