using Souk.Learning.Data;
using Souk.Learning.Numerics;
using Souk.Learning.Persistence;
using Souk.Learning.Training;

namespace Souk.Learning.Anomaly;

/// <summary>
/// ECOD (Li et al., 2022): how far each value lies in the tail of its column's empirical distribution, added up over
/// the columns: the sum of −ln of the smaller tail probability. No settings, and every score divides into
/// <see cref="Contributions"/>. Keeps one sorted copy of the training columns.
/// </summary>
/// <remarks>The paper takes the larger of three sums (left tails, right tails, tails by skewness); the larger tail of
/// each column on its own, as the authors' code does, is what their published figures are made of, and what is done
/// here. A value beyond all training values counts as half a training row, so every score is finite.</remarks>
public sealed class TailDetector : IAnomalyModel
{
    private const string Kind = "tail-detector";

    private readonly float[] _sorted;
    private readonly int _rows;

    private TailDetector(int columns, int rows, float[] sorted)
    {
        Columns = columns;
        _rows = rows;
        _sorted = sorted;
    }

    /// <inheritdoc/>
    public int Columns { get; }

    /// <summary>Learns the distribution of every column.</summary>
    /// <exception cref="ArgumentException">The matrix is empty.</exception>
    public static TailDetector Fit(DenseMatrix data, int threads = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        data.RequireLearnable();
        float[] sorted = new float[data.Values.Length];
        WorkPartition.ForBlocks(
            data.Columns,
            1,
            threads,
            (c, _, _) =>
            {
                Span<float> column = sorted.AsSpan(c * data.Rows, data.Rows);
                for (int r = 0; r < column.Length; r++)
                {
                    column[r] = data.Values[(r * data.Columns) + c];
                }

                column.Sort();
            },
            cancellation);
        return new TailDetector(data.Columns, data.Rows, sorted);
    }

    /// <inheritdoc/>
    public double ScoreRow(ReadOnlySpan<float> row)
    {
        RowScoring.Check(row, Columns);
        double score = 0;
        for (int c = 0; c < row.Length; c++)
        {
            score += TailScore(c, row[c]);
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
            contributions[c] = TailScore(c, row[c]);
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
        writer.WriteInt32(Columns);
        writer.WriteInt32(_rows);
        writer.WriteArray<float>(_sorted);
        writer.Complete();
    }

    /// <summary>Reads a saved detector.</summary>
    /// <exception cref="InvalidDataException">The stream holds no undamaged tail detector.</exception>
    public static TailDetector Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, 1);
        int columns = reader.ReadInt32();
        int rows = reader.ReadInt32();
        float[] sorted = reader.ReadArray<float>();
        reader.Complete();
        return columns > 0 && rows > 0 && (long)columns * rows == sorted.Length
            ? new TailDetector(columns, rows, sorted)
            : throw new InvalidDataException($"{columns} columns of {rows} rows do not make {sorted.Length} values.");
    }

    private double TailScore(int column, float value)
    {
        ReadOnlySpan<float> sorted = _sorted.AsSpan(column * _rows, _rows);
        int atMost = SortedValues.CountBelow(sorted, value, orEqual: true);
        int atLeast = _rows - SortedValues.CountBelow(sorted, value, orEqual: false);
        double smaller = Math.Max(0.5, Math.Min(atMost, atLeast));
        return Math.Log(_rows / smaller);
    }
}
