using Souk.Learning.Data;
using Souk.Learning.Persistence;

namespace Souk.Learning.Anomaly;

/// <summary>
/// The distance to the k-th nearest training row (Ramaswamy, Rastogi and Shim, 2000): the strongest simple detector
/// when training rows are mostly normal. Exact: a score costs one distance to every training row; for more than about
/// 100,000 training rows fit on a sample. Keeps one scaled copy of the training rows.
/// </summary>
public sealed class NeighbourDistanceDetector : IAnomalyModel
{
    private const string Kind = "neighbour-distance";

    private readonly ColumnScaler _scaler;
    private readonly NeighbourIndex _index;
    private readonly int _neighbours;

    private NeighbourDistanceDetector(ColumnScaler scaler, NeighbourIndex index, int neighbours)
    {
        _scaler = scaler;
        _index = index;
        _neighbours = neighbours;
    }

    /// <inheritdoc/>
    public int Columns => _scaler.Columns;

    /// <summary>Keeps the rows to compare with.</summary>
    /// <exception cref="ArgumentException">There are fewer than two rows, no columns, or a setting is out of
    /// range.</exception>
    public static NeighbourDistanceDetector Fit(DenseMatrix data, NeighbourOptions options)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        RequireTwoRows(data);
        ColumnScaler scaler = options.Standardize ? ColumnScaler.Fit(data) : ColumnScaler.Identity(data.Columns);
        int neighbours = Math.Min(options.Neighbours, data.Rows - 1);
        return new NeighbourDistanceDetector(scaler, new NeighbourIndex(scaler.Apply(data)), neighbours);
    }

    /// <inheritdoc/>
    public double ScoreRow(ReadOnlySpan<float> row)
    {
        RowScoring.Check(row, Columns);
        return Score(DenseMatrix.FromValues(1, Columns, row.ToArray()), 1, CancellationToken.None)[0];
    }

    /// <inheritdoc/>
    public double[] Score(DenseMatrix data, int threads = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Distances(data, false, threads, cancellation);
    }

    /// <inheritdoc/>
    public double[] ScoreTraining(DenseMatrix training, int threads = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        RequireSameRows(training, _index.Count);
        return Distances(training, true, threads, cancellation);
    }

    /// <inheritdoc/>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, 1);
        writer.WriteInt32(_neighbours);
        _scaler.Write(writer);
        _index.Write(writer);
        writer.Complete();
    }

    /// <summary>Reads a saved detector.</summary>
    /// <exception cref="InvalidDataException">The stream holds no undamaged detector of this kind.</exception>
    public static NeighbourDistanceDetector Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, 1);
        int neighbours = reader.ReadInt32();
        ColumnScaler scaler = ColumnScaler.Read(reader);
        NeighbourIndex index = NeighbourIndex.Read(reader, scaler.Columns);
        reader.Complete();
        return neighbours >= 1 && neighbours < index.Count
            ? new NeighbourDistanceDetector(scaler, index, neighbours)
            : throw new InvalidDataException($"{index.Count} rows cannot give {neighbours} neighbours.");
    }

    internal static void RequireTwoRows(DenseMatrix data)
    {
        data.RequireLearnable();
        if (data.Rows < 2)
        {
            throw new ArgumentException("Neighbours need at least two rows; the matrix has one.");
        }
    }

    internal static void RequireSameRows(DenseMatrix training, int rows)
    {
        if (training.Rows != rows)
        {
            throw new ArgumentException($"The model was fitted on {rows} rows; the matrix has {training.Rows}.");
        }
    }

    private double[] Distances(DenseMatrix data, bool training, int threads, CancellationToken cancellation)
    {
        Neighbours found = _index.Search(_scaler.Apply(data), _neighbours, training, threads, cancellation);
        double[] scores = new double[data.Rows];
        for (int r = 0; r < scores.Length; r++)
        {
            scores[r] = found.DistanceRow(r)[^1];
        }

        return scores;
    }
}
