namespace Souk.Learning.Data;

/// <summary>
/// Builds <see cref="SparseRows"/> entry by entry: <see cref="Add"/> the entries of a row, then <see cref="EndRow"/>.
/// Not safe for use from several threads.
/// </summary>
public sealed class SparseRowsBuilder
{
    private readonly int _dimension;
    private readonly int _fieldCount;
    private int[] _starts;
    private int[] _indices;
    private float[] _values;
    private ushort[] _fields;
    private int _rows;
    private int _count;

    /// <summary>Starts with no rows.</summary>
    /// <param name="dimension">The number of different indices, at least 1.</param>
    /// <param name="fieldCount">The number of fields, 1 (default) to <see cref="SparseRows.MaxFields"/>.</param>
    /// <param name="expectedRows">How many rows to make room for; more may come.</param>
    /// <param name="expectedEntries">How many entries to make room for; more may come.</param>
    public SparseRowsBuilder(int dimension, int fieldCount = 1, int expectedRows = 16, int expectedEntries = 64)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fieldCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fieldCount, SparseRows.MaxFields);
        ArgumentOutOfRangeException.ThrowIfNegative(expectedRows);
        ArgumentOutOfRangeException.ThrowIfNegative(expectedEntries);
        _dimension = dimension;
        _fieldCount = fieldCount;
        _starts = new int[expectedRows + 1];
        _indices = new int[expectedEntries];
        _values = new float[expectedEntries];
        _fields = new ushort[expectedEntries];
    }

    /// <summary>Adds an entry to the row that is being built.</summary>
    /// <exception cref="ArgumentException">Index or field is out of range, or the value is not finite.</exception>
    public void Add(int index, float value = 1, int field = 0)
    {
        if ((uint)index >= (uint)_dimension || (uint)field >= (uint)_fieldCount || !float.IsFinite(value))
        {
            throw new ArgumentException(
                $"Row {_rows} got index {index}, value {value}, field {field}; the index must be below " +
                $"{_dimension}, the field below {_fieldCount} and the value finite.");
        }

        if (_count == _indices.Length)
        {
            int room = (int)Math.Min(Array.MaxLength, Math.Max(64L, _count * 2L));
            Array.Resize(ref _indices, room);
            Array.Resize(ref _values, room);
            Array.Resize(ref _fields, room);
        }

        _indices[_count] = index;
        _values[_count] = value;
        _fields[_count] = (ushort)field;
        _count++;
    }

    /// <summary>Ends the row that is being built (it may be empty) and starts the next.</summary>
    public void EndRow()
    {
        _rows++;
        if (_rows == _starts.Length)
        {
            Array.Resize(ref _starts, (int)Math.Min(Array.MaxLength, Math.Max(16L, _rows * 2L)));
        }

        _starts[_rows] = _count;
    }

    /// <summary>Hands out the ended rows. The builder must not be used afterwards.</summary>
    public SparseRows Build()
    {
        Array.Resize(ref _starts, _rows + 1);
        Array.Resize(ref _indices, _starts[_rows]);
        Array.Resize(ref _values, _starts[_rows]);
        Array.Resize(ref _fields, _starts[_rows]);
        return new SparseRows(_dimension, _fieldCount, _starts, _indices, _values, _fields);
    }
}
