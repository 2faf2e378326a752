namespace Souk.Learning.Data;

/// <summary>
/// An immutable sparse matrix in compressed sparse row form (CSR): the entries of row r stand at
/// <see cref="RowStarts"/>[r] .. <see cref="RowStarts"/>[r + 1], their columns ascending and without repeats. Up to
/// 2^31 - 1 rows, columns and entries; 8 bytes an entry. Safe to read from any number of threads.
/// </summary>
public sealed class SparseMatrix
{
    private SparseMatrix(int rows, int columns, int[] rowStarts, int[] columnIndices, float[] values)
    {
        Rows = rows;
        Columns = columns;
        RowStarts = rowStarts;
        ColumnIndices = columnIndices;
        Values = values;
    }

    /// <summary>The number of rows (for interactions: users).</summary>
    public int Rows { get; }

    /// <summary>The number of columns (for interactions: items).</summary>
    public int Columns { get; }

    /// <summary>The number of stored entries.</summary>
    public int Count => ColumnIndices.Length;

    /// <summary>Where each row starts, <see cref="Rows"/> + 1 numbers. Do not write.</summary>
    public int[] RowStarts { get; }

    /// <summary>The column of each entry. Do not write.</summary>
    public int[] ColumnIndices { get; }

    /// <summary>The value of each entry, finite. Do not write.</summary>
    public float[] Values { get; }

    /// <summary>The columns of one row, ascending.</summary>
    public ReadOnlySpan<int> RowColumns(int row) =>
        ColumnIndices.AsSpan(RowStarts[row], RowStarts[row + 1] - RowStarts[row]);

    /// <summary>The values of one row, in the order of <see cref="RowColumns"/>.</summary>
    public ReadOnlySpan<float> RowValues(int row) =>
        Values.AsSpan(RowStarts[row], RowStarts[row + 1] - RowStarts[row]);

    /// <summary>Builds a matrix from entries in any order; the values of repeated (row, column) pairs are added
    /// up.</summary>
    /// <exception cref="ArgumentException">Lengths differ, an index lies outside the shape, or a value is not
    /// finite.</exception>
    public static SparseMatrix FromEntries(
        int rows, int columns, ReadOnlySpan<int> rowIndices, ReadOnlySpan<int> columnIndices,
        ReadOnlySpan<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        if (rowIndices.Length != columnIndices.Length || rowIndices.Length != values.Length)
        {
            throw new ArgumentException(
                $"Entries need equally many rows, columns and values; got {rowIndices.Length}, " +
                $"{columnIndices.Length} and {values.Length}.");
        }

        int[] starts = new int[rows + 1];
        for (int i = 0; i < rowIndices.Length; i++)
        {
            CheckEntry(rows, columns, rowIndices[i], columnIndices[i], values[i], i);
            starts[rowIndices[i] + 1]++;
        }

        for (int r = 0; r < rows; r++)
        {
            starts[r + 1] += starts[r];
        }

        int[] cols = new int[rowIndices.Length];
        float[] vals = new float[rowIndices.Length];
        int[] next = starts.AsSpan(0, rows).ToArray();
        for (int i = 0; i < rowIndices.Length; i++)
        {
            int at = next[rowIndices[i]]++;
            cols[at] = columnIndices[i];
            vals[at] = values[i];
        }

        return SortAndMerge(rows, columns, starts, cols, vals);
    }

    /// <summary>Wraps arrays that already are a valid CSR matrix; they are checked, not copied.</summary>
    /// <exception cref="ArgumentException">The arrays are not a CSR matrix of that shape.</exception>
    public static SparseMatrix FromRows(int rows, int columns, int[] rowStarts, int[] columnIndices, float[] values)
    {
        ArgumentNullException.ThrowIfNull(rowStarts);
        ArgumentNullException.ThrowIfNull(columnIndices);
        ArgumentNullException.ThrowIfNull(values);
        if (rowStarts.Length != rows + 1 || rowStarts[0] != 0 || rowStarts[rows] != columnIndices.Length
            || values.Length != columnIndices.Length)
        {
            throw new ArgumentException(
                $"A matrix of {rows} rows needs {rows + 1} row starts from 0 to {columnIndices.Length} and as many " +
                "values.");
        }

        for (int r = 0; r < rows; r++)
        {
            if (rowStarts[r] > rowStarts[r + 1])
            {
                throw new ArgumentException($"Row {r} starts at {rowStarts[r]} and ends before it, at " +
                    $"{rowStarts[r + 1]}.");
            }

            for (int i = rowStarts[r]; i < rowStarts[r + 1]; i++)
            {
                CheckEntry(rows, columns, r, columnIndices[i], values[i], i);
                if (i > rowStarts[r] && columnIndices[i] <= columnIndices[i - 1])
                {
                    throw new ArgumentException($"The columns of row {r} are not ascending at entry {i}.");
                }
            }
        }

        return new SparseMatrix(rows, columns, rowStarts, columnIndices, values);
    }

    /// <summary>Copies the named rows, in the order given; a row may be named more than once.</summary>
    public SparseMatrix SelectRows(ReadOnlySpan<int> rows)
    {
        int[] starts = new int[rows.Length + 1];
        for (int i = 0; i < rows.Length; i++)
        {
            starts[i + 1] = checked(starts[i] + RowStarts[rows[i] + 1] - RowStarts[rows[i]]);
        }

        int[] cols = new int[starts[^1]];
        float[] vals = new float[starts[^1]];
        for (int i = 0; i < rows.Length; i++)
        {
            RowColumns(rows[i]).CopyTo(cols.AsSpan(starts[i]));
            RowValues(rows[i]).CopyTo(vals.AsSpan(starts[i]));
        }

        return new SparseMatrix(rows.Length, Columns, starts, cols, vals);
    }

    /// <summary>The transposed matrix (columns become rows), in time linear in the entries.</summary>
    public SparseMatrix Transpose()
    {
        int[] starts = new int[Columns + 1];
        foreach (int c in ColumnIndices)
        {
            starts[c + 1]++;
        }

        for (int c = 0; c < Columns; c++)
        {
            starts[c + 1] += starts[c];
        }

        int[] next = starts.AsSpan(0, Columns).ToArray();
        int[] cols = new int[Count];
        float[] vals = new float[Count];
        for (int r = 0; r < Rows; r++)
        {
            for (int i = RowStarts[r]; i < RowStarts[r + 1]; i++)
            {
                int at = next[ColumnIndices[i]]++;
                cols[at] = r;
                vals[at] = Values[i];
            }
        }

        return new SparseMatrix(Columns, Rows, starts, cols, vals);
    }

    private static SparseMatrix SortAndMerge(int rows, int columns, int[] starts, int[] cols, float[] vals)
    {
        int write = 0;
        for (int r = 0; r < rows; r++)
        {
            int from = starts[r];
            int to = starts[r + 1];
            Array.Sort(cols, vals, from, to - from);
            starts[r] = write;
            for (int i = from; i < to; i++)
            {
                if (write > starts[r] && cols[write - 1] == cols[i])
                {
                    vals[write - 1] += vals[i];
                    continue;
                }

                cols[write] = cols[i];
                vals[write] = vals[i];
                write++;
            }
        }

        starts[rows] = write;
        if (write < cols.Length)
        {
            Array.Resize(ref cols, write);
            Array.Resize(ref vals, write);
        }

        return new SparseMatrix(rows, columns, starts, cols, vals);
    }

    private static void CheckEntry(int rows, int columns, int row, int column, float value, int index)
    {
        if ((uint)row >= (uint)rows || (uint)column >= (uint)columns)
        {
            throw new ArgumentException(
                $"Entry {index} stands at row {row}, column {column}, outside a matrix of {rows} × {columns}.");
        }

        if (!float.IsFinite(value))
        {
            throw new ArgumentException($"Entry {index} (row {row}, column {column}) is {value}; values must be " +
                "finite.");
        }
    }
}
