namespace Souk.Learning.Numerics;

/// <summary>
/// Rows of equally many floats (embeddings, factors) for vector kernels: each row starts on a 64-byte boundary and is
/// padded with zeros up to a multiple of <see cref="Lanes"/>. Up to 2^31 - 1 floats with the padding. Reading is safe
/// from any number of threads; writing needs the caller's order.
/// </summary>
public sealed unsafe class VectorTable
{
    /// <summary>Rows are padded to a multiple of this many floats.</summary>
    public const int Lanes = 16;

    // What one managed array holds, less the room for its alignment.
    private const int MaxLength = 0x7FFFFFC7 - Lanes;

    private readonly AlignedBuffer _values;

    /// <summary>Makes a table of zeros.</summary>
    /// <param name="rows">The number of rows, from 0.</param>
    /// <param name="columns">The length of a row, from 1.</param>
    public VectorTable(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        Rows = rows;
        Columns = columns;
        Stride = Padded(columns);
        if ((long)rows * Stride > MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(rows), rows, $"{rows} rows of {columns} floats exceed the {MaxLength} floats of one table.");
        }

        _values = new AlignedBuffer(rows * Stride);
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The length of a row without padding.</summary>
    public int Columns { get; }

    /// <summary>The distance between the starts of two rows, in floats; a multiple of <see cref="Lanes"/>.</summary>
    public int Stride { get; }

    /// <summary>The start of the first row. The table must be kept alive while it is used.</summary>
    internal float* Pointer => _values.Pointer;

    /// <summary>One row, without padding.</summary>
    public Span<float> Row(int row)
    {
        CheckRow(row);
        return _values.Span.Slice(row * Stride, Columns);
    }

    /// <summary>A copy of everything.</summary>
    internal VectorTable Copy()
    {
        var copy = new VectorTable(Rows, Columns);
        AllValues().CopyTo(copy.AllValues());
        return copy;
    }

    /// <summary>A copy with another number of rows; rows beyond the present ones are zero.</summary>
    internal VectorTable Resized(int rows)
    {
        var copy = new VectorTable(rows, Columns);
        int kept = Math.Min(rows, Rows) * Stride;
        AllValues()[..kept].CopyTo(copy.AllValues());
        return copy;
    }

    /// <summary>All rows with their padding.</summary>
    internal Span<float> AllValues() => _values.Span;

    /// <summary>The start of one row.</summary>
    internal float* RowPointer(int row)
    {
        CheckRow(row);
        return _values.Pointer + ((nint)row * Stride);
    }

    /// <summary>The length of a row with padding.</summary>
    internal static int Padded(int columns) => (columns + Lanes - 1) / Lanes * Lanes;

    private void CheckRow(int row)
    {
        if ((uint)row >= (uint)Rows)
        {
            ThrowRow(row);
        }
    }

    private void ThrowRow(int row) =>
        throw new ArgumentOutOfRangeException(nameof(row), row, $"Rows of this table go from 0 to {Rows - 1}.");
}
