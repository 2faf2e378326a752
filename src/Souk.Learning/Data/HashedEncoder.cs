namespace Souk.Learning.Data;

/// <summary>
/// Turns rows of a <see cref="FeatureTable"/> into hashed <see cref="SparseRows"/>: a category becomes the index of
/// (column, code) with value 1, a number the index of its column with the number as value (bring numbers to a like
/// scale first), a missing cell the index of (column, missing); then come the crosses. Field c is column c, crosses
/// follow. It keeps no state from data, so unseen categories need no care. Immutable, thread-safe.
/// </summary>
public sealed class HashedEncoder
{
    private readonly FeatureSchema _schema;
    private readonly int _bits;
    private readonly int[][] _crosses;

    /// <summary>Makes an encoder for tables of a schema.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or a cross names no categorical
    /// column.</exception>
    public HashedEncoder(FeatureSchema schema, HashedEncoderOptions options)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(schema);
        _schema = schema;
        _bits = options.Bits;
        _crosses = [.. options.Crosses];
    }

    /// <summary>The number of indices, 2^bits.</summary>
    public int Dimension => 1 << _bits;

    /// <summary>The number of fields: columns and crosses.</summary>
    public int FieldCount => _schema.Count + _crosses.Length;

    /// <summary>Encodes all rows of a table.</summary>
    /// <exception cref="ArgumentException">The table has another schema.</exception>
    public SparseRows Encode(FeatureTable table)
    {
        _schema.Check(table);
        var builder = new SparseRowsBuilder(Dimension, FieldCount, table.Rows, table.Rows * FieldCount);
        Span<float> cells = new float[_schema.Count];
        Span<ulong> hashes = new ulong[_schema.Count];
        for (int r = 0; r < table.Rows; r++)
        {
            table.CopyRow(r, cells);
            Encode(cells, hashes, builder);
        }

        return builder.Build();
    }

    private void Encode(ReadOnlySpan<float> cells, Span<ulong> hashes, SparseRowsBuilder builder)
    {
        for (int c = 0; c < cells.Length; c++)
        {
            bool missing = float.IsNaN(cells[c]);
            bool number = !missing && !_schema.IsCategorical(c);
            long value = missing ? -1 : number ? 0 : (long)cells[c];
            hashes[c] = FeatureHash.Of(c, value);
            builder.Add(FeatureHash.Index(hashes[c], _bits), number ? cells[c] : 1, c);
        }

        for (int x = 0; x < _crosses.Length; x++)
        {
            ulong hash = hashes[_crosses[x][0]];
            for (int i = 1; i < _crosses[x].Length; i++)
            {
                hash = FeatureHash.Cross(hash, hashes[_crosses[x][i]]);
            }

            builder.Add(FeatureHash.Index(hash, _bits), 1, cells.Length + x);
        }

        builder.EndRow();
    }
}
