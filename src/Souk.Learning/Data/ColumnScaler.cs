using Souk.Learning.Persistence;

namespace Souk.Learning.Data;

/// <summary>
/// Takes the mean off every column and divides by its standard deviation, both learnt from one matrix, so that
/// distances do not depend on units. A column that never changed keeps its unit. Immutable and safe to share.
/// </summary>
public sealed class ColumnScaler
{
    private readonly float[] _means;
    private readonly float[] _factors;

    private ColumnScaler(float[] means, float[] factors)
    {
        _means = means;
        _factors = factors;
    }

    /// <summary>The number of columns it scales.</summary>
    public int Columns => _means.Length;

    /// <summary>Learns means and standard deviations (divided by the number of rows), summed in 64 bits.</summary>
    /// <exception cref="ArgumentException">The matrix has no rows or no columns.</exception>
    public static ColumnScaler Fit(DenseMatrix data)
    {
        ArgumentNullException.ThrowIfNull(data);
        data.RequireLearnable();
        double[] means = new double[data.Columns];
        double[] squares = new double[data.Columns];
        for (int r = 0; r < data.Rows; r++)
        {
            ReadOnlySpan<float> row = data.Row(r);
            for (int c = 0; c < row.Length; c++)
            {
                // Welford (1962): no loss when the mean is far larger than the spread.
                double difference = row[c] - means[c];
                means[c] += difference / (r + 1);
                squares[c] += difference * (row[c] - means[c]);
            }
        }

        float[] factors = Array.ConvertAll(squares, s => s > 0 ? (float)(1 / Math.Sqrt(s / data.Rows)) : 1f);
        for (int c = 0; c < factors.Length; c++)
        {
            // A spread at the rounding of its mean, or too small to invert, is a constant column.
            double deviation = Math.Sqrt(squares[c] / data.Rows);
            if (!float.IsFinite(factors[c]) || deviation <= 1e-7 * Math.Abs(means[c]))
            {
                factors[c] = 1;
            }
        }

        return new ColumnScaler(Array.ConvertAll(means, m => (float)m), factors);
    }

    /// <summary>Scales a copy of a matrix.</summary>
    /// <exception cref="ArgumentException">The matrix has another number of columns.</exception>
    public DenseMatrix Apply(DenseMatrix data)
    {
        ArgumentNullException.ThrowIfNull(data);
        data.RequireColumns(Columns);
        var scaled = new DenseMatrix(data.Rows, data.Columns);
        for (int r = 0; r < data.Rows; r++)
        {
            Apply(data.Row(r), scaled.Row(r));
        }

        return scaled;
    }

    /// <summary>Scales one row into <paramref name="scaled"/>; both have <see cref="Columns"/> entries.</summary>
    public void Apply(ReadOnlySpan<float> row, Span<float> scaled)
    {
        for (int c = 0; c < _means.Length; c++)
        {
            scaled[c] = (row[c] - _means[c]) * _factors[c];
        }
    }

    /// <summary>Takes off means only.</summary>
    internal static ColumnScaler Center(DenseMatrix data)
    {
        ColumnScaler fitted = Fit(data);
        fitted._factors.AsSpan().Fill(1);
        return fitted;
    }

    internal ReadOnlySpan<float> Means => _means;

    internal static ColumnScaler Identity(int columns)
    {
        float[] factors = new float[columns];
        factors.AsSpan().Fill(1);
        return new ColumnScaler(new float[columns], factors);
    }

    internal static ColumnScaler Read(ModelReader reader)
    {
        float[] means = reader.ReadArray<float>();
        float[] factors = reader.ReadArray<float>();
        return means.Length == factors.Length
            ? new ColumnScaler(means, factors)
            : throw new InvalidDataException($"A scaler of {means.Length} means has {factors.Length} factors.");
    }

    internal void Write(ModelWriter writer)
    {
        writer.WriteArray<float>(_means);
        writer.WriteArray<float>(_factors);
    }
}
