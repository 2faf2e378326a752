using Souk.Learning.Data;
using Souk.Learning.Persistence;

namespace Souk.Risk.Models;

/// <summary>Puts the median of the training rows where a number is missing, for methods that want all
/// numbers.</summary>
internal sealed class MedianFill
{
    private readonly float[] _medians;

    private MedianFill(float[] medians) => _medians = medians;

    internal int Columns => _medians.Length;

    internal static MedianFill Fit(FeatureTable table)
    {
        float[] medians = new float[table.Columns.Count];
        for (int c = 0; c < medians.Length; c++)
        {
            float[] known = [.. table.Columns[c].Values.ToArray().Where(v => !float.IsNaN(v)).Order()];
            medians[c] = known.Length == 0 ? 0 : known[known.Length / 2];
        }

        return new MedianFill(medians);
    }

    internal void Fill(ReadOnlySpan<float> row, Span<float> filled)
    {
        for (int c = 0; c < filled.Length; c++)
        {
            filled[c] = float.IsNaN(row[c]) ? _medians[c] : row[c];
        }
    }

    internal DenseMatrix Apply(FeatureTable table)
    {
        var matrix = new DenseMatrix(table.Rows, Columns);
        float[] row = new float[Columns];
        for (int r = 0; r < table.Rows; r++)
        {
            table.CopyRow(r, row);
            Fill(row, matrix.Row(r));
        }

        return matrix;
    }

    internal void Save(ModelWriter writer) => writer.WriteArray<float>(_medians);

    internal static MedianFill Load(ModelReader reader)
    {
        float[] medians = reader.ReadArray<float>();
        return medians.Length is > 0 and <= RiskModelLimits.MaxColumns && medians.All(float.IsFinite)
            ? new MedianFill(medians)
            : throw new InvalidDataException("The medians of the columns are not finite numbers.");
    }
}
