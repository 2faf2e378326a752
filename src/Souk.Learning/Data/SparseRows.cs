namespace Souk.Learning.Data;

/// <summary>
/// Rows of (index, value, field) entries for linear models and factorization machines: one-hot or hashed features.
/// Indices lie in [0, <see cref="Dimension"/>), fields in [0, <see cref="FieldCount"/>); an index may stand twice in a
/// row (hash collisions), its values then add up. 10 bytes an entry, up to 2^31 - 1 entries. Immutable, safe to read
/// from any number of threads; made by <see cref="SparseRowsBuilder"/> or <see cref="HashedEncoder"/>.
/// </summary>
public sealed class SparseRows
{
    /// <summary>The largest number of fields: a field is held in two bytes.</summary>
    public const int MaxFields = 1 << 16;

    private readonly int[] _starts;
    private readonly int[] _indices;
    private readonly float[] _values;
    private readonly ushort[] _fields;

    internal SparseRows(int dimension, int fieldCount, int[] starts, int[] indices, float[] values, ushort[] fields)
    {
        Dimension = dimension;
        FieldCount = fieldCount;
        _starts = starts;
        _indices = indices;
        _values = values;
        _fields = fields;
    }

    /// <summary>The number of different indices.</summary>
    public int Dimension { get; }

    /// <summary>The number of different fields, at least 1.</summary>
    public int FieldCount { get; }

    /// <summary>The number of rows.</summary>
    public int Rows => _starts.Length - 1;

    /// <summary>The number of entries of all rows.</summary>
    public int Count => _indices.Length;

    /// <summary>The indices of one row.</summary>
    public ReadOnlySpan<int> Indices(int row) => _indices.AsSpan(_starts[row], _starts[row + 1] - _starts[row]);

    /// <summary>The values of one row, finite, in the order of its indices.</summary>
    public ReadOnlySpan<float> Values(int row) => _values.AsSpan(_starts[row], _starts[row + 1] - _starts[row]);

    /// <summary>The fields of one row, in the order of its indices.</summary>
    public ReadOnlySpan<ushort> Fields(int row) => _fields.AsSpan(_starts[row], _starts[row + 1] - _starts[row]);

    /// <summary>Where each row's entries start, <see cref="Rows"/> + 1 numbers.</summary>
    public ReadOnlySpan<int> Starts => _starts;

    /// <summary>The given rows, in the given order (rows may repeat).</summary>
    public SparseRows Select(ReadOnlySpan<int> rows)
    {
        int count = 0;
        foreach (int row in rows)
        {
            count += _starts[row + 1] - _starts[row];
        }

        var builder = new SparseRowsBuilder(Dimension, FieldCount, rows.Length, count);
        foreach (int row in rows)
        {
            for (int i = _starts[row]; i < _starts[row + 1]; i++)
            {
                builder.Add(_indices[i], _values[i], _fields[i]);
            }

            builder.EndRow();
        }

        return builder.Build();
    }

    /// <summary>Refuses rows of another shape than a model was trained on.</summary>
    internal void CheckShape(int dimension, int fieldCount)
    {
        if (Dimension != dimension || FieldCount != fieldCount)
        {
            throw new ArgumentException(
                $"The rows have {Dimension} indices and {FieldCount} fields; the model was trained on " +
                $"{dimension} and {fieldCount}.");
        }
    }
}
