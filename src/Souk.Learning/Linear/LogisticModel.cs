using Souk.Learning.Data;
using Souk.Learning.Persistence;
using Souk.Learning.Training;

namespace Souk.Learning.Linear;

/// <summary>A trained linear model of log-odds. Immutable, thread-safe.</summary>
public sealed class LogisticModel
{
    private const string Kind = "logistic-regression";
    private const int LayoutVersion = 1;
    private const int RowsPerBlock = 4096;

    private readonly double[] _weights;
    private readonly int _fields;

    internal LogisticModel(double[] weights, double bias, int fields)
    {
        _weights = weights;
        _fields = fields;
        Bias = bias;
    }

    /// <summary>The number of features.</summary>
    public int Dimension => _weights.Length;

    /// <summary>The log-odds when every feature is 0.</summary>
    public double Bias { get; }

    /// <summary>The weight of each feature. What feature i adds to the log-odds of a row is its weight times its
    /// value.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>The probability of label 1 for one sparse row.</summary>
    public double Predict(ReadOnlySpan<int> indices, ReadOnlySpan<float> values) =>
        Logistic.Probability(Score(indices, values));

    /// <summary>The probability of label 1 for one dense row, a number a feature.</summary>
    public double Predict(ReadOnlySpan<float> row) => Logistic.Probability(Score(row));

    /// <summary>The log-odds of one sparse row.</summary>
    /// <exception cref="ArgumentException">There are not as many values as indices, or an index is out of
    /// range.</exception>
    public double Score(ReadOnlySpan<int> indices, ReadOnlySpan<float> values)
    {
        Logistic.CheckRow(indices, values, _weights.Length);
        double score = Bias;
        for (int i = 0; i < indices.Length; i++)
        {
            score += _weights[indices[i]] * values[i];
        }

        return score;
    }

    /// <summary>The log-odds of one dense row.</summary>
    /// <exception cref="ArgumentException">The row has another length than <see cref="Dimension"/>.</exception>
    public double Score(ReadOnlySpan<float> row)
    {
        if (row.Length != _weights.Length)
        {
            throw new ArgumentException(
                $"The row has {row.Length} numbers; the model was trained on {_weights.Length}.");
        }

        double score = Bias;
        for (int i = 0; i < row.Length; i++)
        {
            score += _weights[i] * row[i];
        }

        return score;
    }

    /// <summary>The probability of label 1 for each sparse row.</summary>
    /// <exception cref="ArgumentException">The rows have another shape than the model was trained on.</exception>
    public double[] Predict(SparseRows rows, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(rows);
        rows.CheckShape(_weights.Length, _fields);
        double[] predictions = new double[rows.Rows];
        WorkPartition.ForBlocks(rows.Rows, RowsPerBlock, threads, (_, from, to) =>
        {
            for (int r = from; r < to; r++)
            {
                predictions[r] = Predict(rows.Indices(r), rows.Values(r));
            }
        });
        return predictions;
    }

    /// <summary>The probability of label 1 for each row of a table of numeric columns.</summary>
    /// <exception cref="ArgumentException">The table has another number of columns.</exception>
    public double[] Predict(FeatureTable table, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(table);
        double[] predictions = new double[table.Rows];
        WorkPartition.ForBlocks(table.Rows, RowsPerBlock, threads, (_, from, to) =>
        {
            float[] row = new float[table.Columns.Count];
            for (int r = from; r < to; r++)
            {
                table.CopyRow(r, row);
                predictions[r] = Predict(row);
            }
        });
        return predictions;
    }

    /// <summary>Writes the model as a file of kind "logistic-regression".</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, LayoutVersion);
        writer.WriteInt32(_fields);
        writer.WriteDouble(Bias);
        writer.WriteArray<double>(_weights);
        writer.Complete();
    }

    /// <summary>Reads a model; the stream must be seekable.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or of another kind.</exception>
    public static LogisticModel Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, LayoutVersion);
        int fields = reader.ReadInt32();
        double bias = reader.ReadDouble();
        double[] weights = reader.ReadArray<double>();
        reader.Complete();
        return new LogisticModel(weights, bias, fields);
    }
}
