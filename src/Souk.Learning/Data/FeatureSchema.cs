using Souk.Learning.Persistence;

namespace Souk.Learning.Data;

/// <summary>
/// The names and kinds of a table's columns, in order. A model keeps the schema it was trained on and refuses tables of
/// another one. Immutable.
/// </summary>
public sealed class FeatureSchema
{
    private readonly string[] _names;
    private readonly byte[] _categorical;

    internal FeatureSchema(string[] names, byte[] categorical)
    {
        _names = names;
        _categorical = categorical;
    }

    /// <summary>The number of columns.</summary>
    public int Count => _names.Length;

    /// <summary>The columns' names, in order.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Whether a column holds categories.</summary>
    public bool IsCategorical(int column) => _categorical[column] != 0;

    /// <summary>Refuses a table whose columns differ from this schema in number, name, order or kind.</summary>
    /// <exception cref="ArgumentException">The table does not match; the message names the first
    /// difference.</exception>
    public void Check(FeatureTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Columns.Count != Count)
        {
            throw new ArgumentException(
                $"The table has {table.Columns.Count} columns; the model was trained on {Count}.");
        }

        for (int c = 0; c < Count; c++)
        {
            FeatureColumn column = table.Columns[c];
            if (column.Name != _names[c] || column.IsCategorical != IsCategorical(c))
            {
                throw new ArgumentException(
                    $"Column {c} is {Describe(column.Name, column.IsCategorical)}; the model was trained with " +
                    $"{Describe(_names[c], IsCategorical(c))} there.");
            }
        }
    }

    /// <summary>Refuses a row that has another number of cells than the schema has columns.</summary>
    internal void Check(ReadOnlySpan<float> row)
    {
        if (row.Length != Count)
        {
            throw new ArgumentException($"The row has {row.Length} cells; the model was trained on {Count} columns.");
        }
    }

    internal void Save(ModelWriter writer)
    {
        writer.WriteArray<byte>(_categorical);
        foreach (string name in _names)
        {
            writer.WriteText(name);
        }
    }

    internal static FeatureSchema Load(ModelReader reader)
    {
        byte[] categorical = reader.ReadArray<byte>();
        string[] names = new string[categorical.Length];
        for (int c = 0; c < names.Length; c++)
        {
            names[c] = reader.ReadText();
        }

        return new FeatureSchema(names, categorical);
    }

    private static string Describe(string name, bool categorical) =>
        $"'{name}' ({(categorical ? "categorical" : "numeric")})";
}
