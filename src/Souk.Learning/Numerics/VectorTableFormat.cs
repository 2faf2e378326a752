using Souk.Learning.Persistence;

namespace Souk.Learning.Numerics;

/// <summary>A <see cref="VectorTable"/> inside a model file: rows, columns, then each row without padding.</summary>
internal static class VectorTableFormat
{
    public static void Write(ModelWriter writer, VectorTable table)
    {
        writer.WriteInt32(table.Rows);
        writer.WriteInt32(table.Columns);
        for (int r = 0; r < table.Rows; r++)
        {
            writer.WriteArray<float>(table.Row(r));
        }
    }

    public static VectorTable Read(ModelReader reader)
    {
        int rows = reader.ReadInt32();
        int columns = reader.ReadInt32();
        if (rows < 0 || columns < 1)
        {
            throw new InvalidDataException($"The model file is damaged: a table of {rows} rows and {columns} columns.");
        }

        // Rows are collected first: memory is taken only for rows that the file really holds.
        var found = new List<float[]>();
        for (int r = 0; r < rows; r++)
        {
            float[] row = reader.ReadArray<float>();
            if (row.Length != columns)
            {
                throw new InvalidDataException(
                    $"The model file is damaged: row {r} holds {row.Length} numbers, not {columns}.");
            }

            found.Add(row);
        }

        return FromRows(found, columns);
    }

    private static VectorTable FromRows(List<float[]> rows, int columns)
    {
        var table = new VectorTable(rows.Count, columns);
        for (int r = 0; r < rows.Count; r++)
        {
            rows[r].CopyTo(table.Row(r));
        }

        return table;
    }
}
