using Souk.Learning.Data;
using Souk.Learning.Persistence;

namespace Souk.Learning.Collaborative;

/// <summary>How a sparse matrix stands in a model file: shape, row starts, columns, values.</summary>
internal static class SparseMatrixFormat
{
    public static void Write(ModelWriter writer, SparseMatrix matrix)
    {
        writer.WriteInt32(matrix.Rows);
        writer.WriteInt32(matrix.Columns);
        writer.WriteArray<int>(matrix.RowStarts);
        writer.WriteArray<int>(matrix.ColumnIndices);
        writer.WriteArray<float>(matrix.Values);
    }

    public static SparseMatrix Read(ModelReader reader)
    {
        int rows = reader.ReadInt32();
        int columns = reader.ReadInt32();
        int[] starts = reader.ReadArray<int>();
        int[] indices = reader.ReadArray<int>();
        float[] values = reader.ReadArray<float>();
        try
        {
            return SparseMatrix.FromRows(rows, columns, starts, indices, values);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"The model file holds no valid matrix: {error.Message}", error);
        }
    }
}
