using Souk.Learning.Data;
using Souk.Learning.Deep.Fields;
using Souk.Learning.Persistence;

namespace Souk.Learning.Deep;

/// <summary>
/// Turns the columns of a table, and lists of items beside it, into the fields that networks learn from. A number
/// becomes its standard score (cut off at 10), times one vector; a category its own index, or the unknown's; a list the
/// mean (or, with a half-life, the weighted mean) of its items; what is missing, and an empty list, has an index of its
/// own. Field c is column c, lists follow. Immutable, thread-safe.
/// </summary>
public sealed class FieldEncoder
{
    private const string Kind = "field-encoder";
    private const int LayoutVersion = 1;

    private readonly FeatureSchema _schema;
    private readonly FieldPlan[] _plans;
    private readonly int _lists;
    private readonly int _maxListLength;
    private readonly double _halfLife;

    private FieldEncoder(FeatureSchema schema, FieldPlan[] plans, int maxListLength, double halfLife)
    {
        _schema = schema;
        _plans = plans;
        _lists = plans.Length - schema.Count;
        _maxListLength = maxListLength;
        _halfLife = halfLife;
        Dimension = plans.Sum(p => p.Size);
    }

    /// <summary>The number of indices.</summary>
    public int Dimension { get; }

    /// <summary>The number of fields: columns and lists.</summary>
    public int FieldCount => _plans.Length;

    /// <summary>The largest number of entries of a row.</summary>
    public int MaxEntries => checked(_schema.Count + (_lists * _maxListLength));

    /// <summary>Learns categories, means and deviations from training rows.</summary>
    /// <param name="table">The columns.</param>
    /// <param name="lists">Lists of items, one list a row of the table; null means none.</param>
    /// <param name="options">Settings; null means the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range, lists have other rows than the table, or there
    /// are more than 2^31 - 1 indices or 65,536 fields.</exception>
    public static FieldEncoder Fit(
        FeatureTable table, IReadOnlyList<ItemSequences>? lists = null, FieldEncoderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        lists ??= [];
        options ??= new FieldEncoderOptions();
        options.Validate();
        CheckLists(table, lists, lists.Count);
        if (table.Columns.Count + lists.Count > SparseRows.MaxFields)
        {
            throw new ArgumentException(
                $"There are {table.Columns.Count} columns and {lists.Count} lists; {SparseRows.MaxFields} fields fit.");
        }

        var plans = new FieldPlan[table.Columns.Count + lists.Count];
        long offset = 0;
        for (int f = 0; f < plans.Length; f++)
        {
            plans[f] = Plan(table, lists, f, (int)offset, options);
            offset += plans[f].Size;
            if (offset > int.MaxValue)
            {
                throw new ArgumentException($"Fields 0 to {f} have {offset} indices; {int.MaxValue} fit. Hash them.");
            }
        }

        return new FieldEncoder(table.Schema, plans, options.MaxListLength, options.ListHalfLife);
    }

    /// <summary>Encodes all rows of a table.</summary>
    /// <exception cref="ArgumentException">The table has another schema, or the lists do not fit.</exception>
    public SparseRows Encode(FeatureTable table, IReadOnlyList<ItemSequences>? lists = null)
    {
        _schema.Check(table);
        lists ??= [];
        CheckLists(table, lists, _lists);
        var builder = new SparseRowsBuilder(Dimension, FieldCount, table.Rows, table.Rows * FieldCount);
        float[] cells = new float[_schema.Count];
        int[] indices = new int[Math.Max(cells.Length, _maxListLength)];
        float[] values = new float[indices.Length];
        for (int r = 0; r < table.Rows; r++)
        {
            table.CopyRow(r, cells);
            EncodeCells(cells, indices, values);
            for (int c = 0; c < cells.Length; c++)
            {
                builder.Add(indices[c], values[c], c);
            }

            for (int l = 0; l < _lists; l++)
            {
                int count = EncodeList(l, lists[l][r], indices, values);
                for (int i = 0; i < count; i++)
                {
                    builder.Add(indices[i], values[i], cells.Length + l);
                }
            }

            builder.EndRow();
        }

        return builder.Build();
    }

    /// <summary>Encodes one row, without allocating.</summary>
    /// <param name="cells">One a column: the number, or the category code; NaN where missing.</param>
    /// <param name="items">The items of all lists, one list after the other, oldest item first.</param>
    /// <param name="listEnds">Where each list ends among the items.</param>
    /// <param name="indices">Receives the indices; <see cref="MaxEntries"/> places.</param>
    /// <param name="values">Receives the values, likewise.</param>
    /// <param name="fields">Receives the fields, likewise.</param>
    /// <returns>How many entries were written.</returns>
    /// <exception cref="ArgumentException">Cells or lists do not fit the encoder, or there is too little
    /// room.</exception>
    public int Encode(
        ReadOnlySpan<float> cells, ReadOnlySpan<int> items, ReadOnlySpan<int> listEnds, Span<int> indices,
        Span<float> values, Span<ushort> fields)
    {
        _schema.Check(cells);
        int room = Math.Min(Math.Min(indices.Length, values.Length), fields.Length);
        if (room < MaxEntries || listEnds.Length != _lists || (_lists > 0 && listEnds[^1] > items.Length))
        {
            throw new ArgumentException(
                $"There is room for {room} entries and there are {listEnds.Length} lists; {MaxEntries} entries and " +
                $"{_lists} lists that end within the {items.Length} items are needed.");
        }

        EncodeCells(cells, indices, values);
        for (int c = 0; c < cells.Length; c++)
        {
            fields[c] = (ushort)c;
        }

        int count = cells.Length;
        for (int l = 0, from = 0; l < _lists; from = listEnds[l], l++)
        {
            if (listEnds[l] < from)
            {
                throw new ArgumentException($"List {l} ends at {listEnds[l]}, before it starts, at {from}.");
            }

            int added = EncodeList(l, items[from..listEnds[l]], indices[count..], values[count..]);
            fields.Slice(count, added).Fill((ushort)(cells.Length + l));
            count += added;
        }

        return count;
    }

    /// <summary>Writes the encoder as a file of kind "field-encoder".</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, LayoutVersion);
        _schema.Save(writer);
        writer.WriteInt32(_lists);
        writer.WriteInt32(_maxListLength);
        writer.WriteDouble(_halfLife);
        foreach (FieldPlan plan in _plans)
        {
            plan.Save(writer);
        }

        writer.Complete();
    }

    /// <summary>Reads an encoder; the stream must be seekable.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or of another kind.</exception>
    public static FieldEncoder Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, LayoutVersion);
        FeatureSchema schema = FeatureSchema.Load(reader);
        int lists = reader.ReadInt32();
        int maxListLength = reader.ReadInt32();
        double halfLife = reader.ReadDouble();
        if (lists < 0 || lists > SparseRows.MaxFields - schema.Count || maxListLength is < 1 or > 10_000
            || !(halfLife >= 0))
        {
            throw new InvalidDataException("The encoder's file does not fit together.");
        }

        var plans = new FieldPlan[schema.Count + lists];
        int offset = 0;
        for (int f = 0; f < plans.Length; f++)
        {
            plans[f] = FieldPlan.Load(reader, f, offset);
            offset += plans[f].Size;
        }

        reader.Complete();
        return new FieldEncoder(schema, plans, maxListLength, halfLife);
    }

    private static FieldPlan Plan(
        FeatureTable table, IReadOnlyList<ItemSequences> lists, int field, int offset, FieldEncoderOptions options)
    {
        if (field >= table.Columns.Count)
        {
            ItemSequences list = lists[field - table.Columns.Count];
            return FieldPlan.OfCategories(field, offset, list.Items, list.ItemCount, options);
        }

        FeatureColumn column = table.Columns[field];
        return column.IsCategorical
            ? FieldPlan.OfCategories(field, offset, column.Codes, column.Categories, options)
            : FieldPlan.OfNumbers(field, offset, column.Values);
    }

    private static void CheckLists(FeatureTable table, IReadOnlyList<ItemSequences> lists, int expected)
    {
        if (lists.Count != expected)
        {
            throw new ArgumentException($"There are {lists.Count} lists; the encoder was made for {expected}.");
        }

        for (int l = 0; l < lists.Count; l++)
        {
            if (lists[l].Count != table.Rows)
            {
                throw new ArgumentException(
                    $"Lists {l} are of {lists[l].Count} rows, the table has {table.Rows}; they must be equal.");
            }
        }
    }

    private void EncodeCells(ReadOnlySpan<float> cells, Span<int> indices, Span<float> values)
    {
        for (int c = 0; c < cells.Length; c++)
        {
            FieldPlan plan = _plans[c];
            bool missing = float.IsNaN(cells[c]);
            bool isNumber = plan.IsNumber && !missing;
            int index = isNumber ? plan.Number : plan.IndexOf(missing ? -1 : (int)cells[c]);
            indices[c] = index;
            values[c] = isNumber ? plan.Standardise(cells[c]) : 1;
        }
    }

    /// <summary>Writes the entries of a list and gives their number.</summary>
    private int EncodeList(int list, ReadOnlySpan<int> items, Span<int> indices, Span<float> values)
    {
        FieldPlan plan = _plans[_schema.Count + list];
        if (items.IsEmpty)
        {
            indices[0] = plan.Missing;
            values[0] = 1;
            return 1;
        }

        ReadOnlySpan<int> newest = items[^Math.Min(items.Length, _maxListLength)..];
        double sum = 0;
        for (int i = 0; i < newest.Length; i++)
        {
            double weight = _halfLife > 0 ? Math.Pow(0.5, (newest.Length - 1 - i) / _halfLife) : 1;
            indices[i] = plan.IndexOf(newest[i]);
            values[i] = (float)weight;
            sum += weight;
        }

        for (int i = 0; i < newest.Length; i++)
        {
            values[i] = (float)(values[i] / sum);
        }

        return newest.Length;
    }
}
