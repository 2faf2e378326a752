namespace Souk.Learning.Data;

/// <summary>
/// A dense matrix of finite 32-bit numbers, row after row in one array; 4 bytes an entry, up to
/// <see cref="Array.MaxLength"/> entries. Rows are observations, columns are features. The methods of this library read
/// it and never write to one they were handed. Safe to read from any number of threads.
/// </summary>
/// <remarks>A 32-bit number holds about 7 decimal digits: take a large offset (such as a date) off before a column is
/// put in, or the differences that matter are rounded away.</remarks>
public sealed class DenseMatrix
{
    private DenseMatrix(int rows, int columns, float[] values)
    {
        Rows = rows;
        Columns = columns;
        Values = values;
    }

    /// <summary>Makes a matrix of zeros.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, or the entries exceed one array.</exception>
    public DenseMatrix(int rows, int columns)
        : this(rows, columns, new float[CheckedLength(rows, columns)])
    {
    }

    /// <summary>The number of rows (observations).</summary>
    public int Rows { get; }

    /// <summary>The number of columns (features).</summary>
    public int Columns { get; }

    /// <summary>All entries, row after row.</summary>
    public float[] Values { get; }

    /// <summary>One row, which may be written to by whoever made the matrix.</summary>
    public Span<float> Row(int row) => Values.AsSpan(row * Columns, Columns);

    /// <summary>Wraps an array of entries, row after row; it is checked, not copied.</summary>
    /// <exception cref="ArgumentException">The length does not fit the shape, or an entry is not finite.</exception>
    public static DenseMatrix FromValues(int rows, int columns, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        CheckLength(rows, columns, values.Length);
        CheckFinite(columns, values);
        return new DenseMatrix(rows, columns, values);
    }

    /// <summary>Copies 64-bit entries, row after row, rounding each to 32 bits.</summary>
    /// <exception cref="ArgumentException">The length does not fit the shape, or an entry is not finite in 32
    /// bits.</exception>
    public static DenseMatrix FromDoubles(int rows, int columns, ReadOnlySpan<double> values)
    {
        CheckLength(rows, columns, values.Length);
        float[] copy = new float[values.Length];
        for (int i = 0; i < copy.Length; i++)
        {
            copy[i] = (float)values[i];
            if (!float.IsFinite(copy[i]))
            {
                ThrowNotFinite(i, columns, values[i]);
            }
        }

        return new DenseMatrix(rows, columns, copy);
    }

    /// <summary>Copies the named rows, in the order given; a row may be named more than once.</summary>
    public DenseMatrix SelectRows(ReadOnlySpan<int> rows)
    {
        var selected = new DenseMatrix(rows.Length, Columns);
        for (int i = 0; i < rows.Length; i++)
        {
            Row(rows[i]).CopyTo(selected.Row(i));
        }

        return selected;
    }

    /// <summary>Refuses a matrix that a fitted model of <paramref name="columns"/> features cannot read.</summary>
    internal void RequireColumns(int columns)
    {
        if (Columns != columns)
        {
            throw new ArgumentException($"The model was fitted on {columns} columns; the matrix has {Columns}.");
        }
    }

    /// <summary>Refuses a matrix with nothing to learn from, or with entries that were made infinite or NaN
    /// since.</summary>
    internal void RequireLearnable()
    {
        if (Rows == 0 || Columns == 0)
        {
            throw new ArgumentException($"There is nothing to learn from a matrix of {Rows} × {Columns}.");
        }

        CheckFinite(Columns, Values);
    }

    private static int CheckedLength(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        long length = (long)rows * columns;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Array.MaxLength, nameof(rows));
        return (int)length;
    }

    private static void CheckLength(int rows, int columns, int length)
    {
        if (CheckedLength(rows, columns) != length)
        {
            throw new ArgumentException($"A matrix of {rows} × {columns} needs {(long)rows * columns} values; got " +
                $"{length}.");
        }
    }

    private static void CheckFinite(int columns, float[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                ThrowNotFinite(i, columns, values[i]);
            }
        }
    }

    private static void ThrowNotFinite(int index, int columns, double value) =>
        throw new ArgumentException(
            $"Row {index / columns}, column {index % columns} is {value}; values must be finite 32-bit numbers.");
}
