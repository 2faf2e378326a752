namespace Souk.Learning.Data;

/// <summary>
/// A table of named columns, numeric or categorical, with missing cells; what trees and linear models learn from and
/// score. Up to 2^31 - 1 rows, 4 bytes a cell, held by column without a copy. Immutable, safe to read from any number
/// of threads. As a single row a table is a span of floats in column order: the number, or the category code; NaN where
/// missing (codes are exact up to 2^24).
/// </summary>
public sealed class FeatureTable
{
    private readonly FeatureColumn[] _columns;

    /// <summary>Makes a table of columns of equal length and different names.</summary>
    /// <exception cref="ArgumentException">No column, different lengths, or a name twice.</exception>
    public FeatureTable(IReadOnlyList<FeatureColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0)
        {
            throw new ArgumentException("A feature table needs at least one column.");
        }

        _columns = [.. columns];
        Rows = _columns[0].Rows;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (FeatureColumn column in _columns)
        {
            if (column.Rows != Rows)
            {
                throw new ArgumentException(
                    $"Column '{column.Name}' has {column.Rows} rows, '{_columns[0].Name}' has {Rows}; they must " +
                    $"be equal.");
            }

            if (!names.Add(column.Name))
            {
                throw new ArgumentException($"Two columns are named '{column.Name}'; names must differ.");
            }
        }

        Schema = new FeatureSchema(
            Array.ConvertAll(_columns, c => c.Name),
            Array.ConvertAll(_columns, c => c.IsCategorical ? (byte)1 : (byte)0));
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<FeatureColumn> Columns => _columns;

    /// <summary>The columns' names and kinds.</summary>
    public FeatureSchema Schema { get; }

    /// <summary>A table of unnamed numeric columns ("f0", "f1", ...) from numbers held row by row.</summary>
    /// <exception cref="ArgumentException">The numbers do not fill whole rows, or one is infinite.</exception>
    public static FeatureTable FromRows(ReadOnlySpan<float> rowMajor, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        if (rowMajor.Length % columns != 0)
        {
            throw new ArgumentException($"{rowMajor.Length} numbers do not fill rows of {columns} columns.");
        }

        int rows = rowMajor.Length / columns;
        var made = new FeatureColumn[columns];
        for (int c = 0; c < columns; c++)
        {
            float[] values = new float[rows];
            for (int r = 0; r < rows; r++)
            {
                values[r] = rowMajor[(r * columns) + c];
            }

            made[c] = FeatureColumn.Numeric($"f{c}", values);
        }

        return new FeatureTable(made);
    }

    /// <summary>The table at the given rows, in the given order (rows may repeat).</summary>
    public FeatureTable Select(ReadOnlySpan<int> rows)
    {
        var picked = new FeatureColumn[_columns.Length];
        for (int c = 0; c < picked.Length; c++)
        {
            picked[c] = _columns[c].Select(rows);
        }

        return new FeatureTable(picked);
    }

    /// <summary>Copies one row into <paramref name="cells"/>, which has one place a column.</summary>
    public void CopyRow(int row, Span<float> cells)
    {
        Schema.Check(cells);
        for (int c = 0; c < _columns.Length; c++)
        {
            cells[c] = _columns[c].Cell(row);
        }
    }
}
