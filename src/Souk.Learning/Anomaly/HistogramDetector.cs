using Souk.Learning.Data;
using Souk.Learning.Persistence;

namespace Souk.Learning.Anomaly;

/// <summary>
/// HBOS (Goldstein and Dengel, 2012): how thinly each value's bin is filled in its column's histogram, as −log₂ of the
/// smoothed density, added up over the columns. The density is measured in units of one over the column's standard
/// deviation, so that it does not depend on units. The fastest detector; <see cref="Contributions"/> divides a score.
/// </summary>
public sealed class HistogramDetector : IAnomalyModel
{
    private const string Kind = "histogram-detector";

    private readonly int _bins;
    private readonly double _outside;
    private readonly double[] _starts;
    private readonly double[] _binsPerUnit;
    private readonly double[] _scores;

    private HistogramDetector(int bins, double outside, double[] starts, double[] binsPerUnit, double[] scores)
    {
        _bins = bins;
        _outside = outside;
        _starts = starts;
        _binsPerUnit = binsPerUnit;
        _scores = scores;
    }

    /// <inheritdoc/>
    public int Columns => _starts.Length;

    /// <summary>Counts the histograms.</summary>
    /// <exception cref="ArgumentException">The matrix is empty or a setting is out of range.</exception>
    public static HistogramDetector Fit(DenseMatrix data, HistogramOptions options)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        data.RequireLearnable();
        var model = new HistogramDetector(
            options.Bins,
            -Math.Log2(options.Smoothing),
            new double[data.Columns],
            new double[data.Columns],
            new double[data.Columns * options.Bins]);
        for (int c = 0; c < data.Columns; c++)
        {
            model.Count(data, c, options.Smoothing);
        }

        return model;
    }

    /// <inheritdoc/>
    public double ScoreRow(ReadOnlySpan<float> row)
    {
        RowScoring.Check(row, Columns);
        double score = 0;
        for (int c = 0; c < row.Length; c++)
        {
            score += BinScore(c, row[c]);
        }

        return score;
    }

    /// <summary>Writes what each column adds to the score of a row; the sum is the score.</summary>
    public void Contributions(ReadOnlySpan<float> row, Span<double> contributions)
    {
        RowScoring.Check(row, Columns);
        ArgumentOutOfRangeException.ThrowIfNotEqual(contributions.Length, Columns);
        for (int c = 0; c < row.Length; c++)
        {
            contributions[c] = BinScore(c, row[c]);
        }
    }

    /// <inheritdoc/>
    public double[] Score(DenseMatrix data, int threads = 0, CancellationToken cancellation = default) =>
        RowScoring.Score(this, data, threads, cancellation);

    /// <inheritdoc/>
    public double[] ScoreTraining(DenseMatrix training, int threads = 0, CancellationToken cancellation = default) =>
        Score(training, threads, cancellation);

    /// <inheritdoc/>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, 1);
        writer.WriteInt32(_bins);
        writer.WriteDouble(_outside);
        writer.WriteArray<double>(_starts);
        writer.WriteArray<double>(_binsPerUnit);
        writer.WriteArray<double>(_scores);
        writer.Complete();
    }

    /// <summary>Reads a saved detector.</summary>
    /// <exception cref="InvalidDataException">The stream holds no undamaged histogram detector.</exception>
    public static HistogramDetector Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, 1);
        int bins = reader.ReadInt32();
        double outside = reader.ReadDouble();
        double[] starts = reader.ReadArray<double>();
        double[] binsPerUnit = reader.ReadArray<double>();
        double[] scores = reader.ReadArray<double>();
        reader.Complete();
        return starts.Length > 0 && binsPerUnit.Length == starts.Length && (long)bins * starts.Length == scores.Length
            ? new HistogramDetector(bins, outside, starts, binsPerUnit, scores)
            : throw new InvalidDataException($"{starts.Length} histograms of {bins} bins do not make {scores.Length}.");
    }

    private void Count(DenseMatrix data, int column, double smoothing)
    {
        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        double mean = 0;
        double squares = 0;
        for (int r = 0; r < data.Rows; r++)
        {
            double value = data.Values[(r * data.Columns) + column];
            low = Math.Min(low, value);
            high = Math.Max(high, value);
            double difference = value - mean;
            mean += difference / (r + 1);
            squares += difference * (value - mean);
        }

        // A column that never changed has no width: only its own value is inside, and that tells nothing (score 0).
        _starts[column] = low;
        _binsPerUnit[column] = high > low ? _bins / (high - low) : 0;
        if (high <= low)
        {
            return;
        }

        Span<double> scores = _scores.AsSpan(column * _bins, _bins);
        for (int r = 0; r < data.Rows; r++)
        {
            scores[Bin(column, data.Values[(r * data.Columns) + column])]++;
        }

        double perRow = _binsPerUnit[column] * Math.Sqrt(squares / data.Rows) / data.Rows;
        foreach (ref double score in scores)
        {
            score = -Math.Log2((score * perRow) + smoothing);
        }
    }

    private int Bin(int column, double value) =>
        Math.Min(_bins - 1, (int)((value - _starts[column]) * _binsPerUnit[column]));

    private double BinScore(int column, float value)
    {
        double position = (value - _starts[column]) * _binsPerUnit[column];
        if (_binsPerUnit[column] == 0)
        {
            return value == _starts[column] ? 0 : _outside;
        }

        // Half a bin beyond the edge still counts as the edge bin: the edge is only where the sample happened to end.
        return position < -0.5 || position > _bins + 0.5
            ? _outside
            : _scores[(column * _bins) + Math.Clamp((int)position, 0, _bins - 1)];
    }
}
