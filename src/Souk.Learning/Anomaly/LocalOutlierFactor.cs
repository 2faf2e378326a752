using Souk.Learning.Data;
using Souk.Learning.Persistence;

namespace Souk.Learning.Anomaly;

/// <summary>
/// Local outlier factor (Breunig, Kriegel, Ng and Sander, 2000): how much thinner a row's surroundings are than those
/// of its neighbours. About 1 for a row like its neighbours. Finds rows that are odd for their own crowd, where a
/// global distance does not; suffers when anomalies form crowds or rows repeat. Exact search, as in
/// <see cref="NeighbourDistanceDetector"/>; fit it with 20 neighbours.
/// </summary>
public sealed class LocalOutlierFactor : IAnomalyModel
{
    private const string Kind = "local-outlier-factor";

    // Rows that repeat have no distance; this keeps their density finite.
    private const double SmallestReach = 1e-10;

    private readonly ColumnScaler _scaler;
    private readonly NeighbourIndex _index;
    private readonly int _neighbours;
    private readonly double[] _reaches;
    private readonly double[] _densities;

    private LocalOutlierFactor(
        ColumnScaler scaler, NeighbourIndex index, int neighbours, double[] reaches, double[] densities)
    {
        _scaler = scaler;
        _index = index;
        _neighbours = neighbours;
        _reaches = reaches;
        _densities = densities;
    }

    /// <inheritdoc/>
    public int Columns => _scaler.Columns;

    /// <summary>Computes the local density of every row; time grows with the square of the rows.</summary>
    /// <exception cref="ArgumentException">There are fewer than two rows, no columns, or a setting is out of
    /// range.</exception>
    public static LocalOutlierFactor Fit(
        DenseMatrix data, NeighbourOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        NeighbourDistanceDetector.RequireTwoRows(data);
        ColumnScaler scaler = options.Standardize ? ColumnScaler.Fit(data) : ColumnScaler.Identity(data.Columns);
        DenseMatrix scaled = scaler.Apply(data);
        var index = new NeighbourIndex(scaled);
        int neighbours = Math.Min(options.Neighbours, data.Rows - 1);
        Neighbours found = index.Search(scaled, neighbours, true, options.Threads, cancellation);
        double[] reaches = new double[data.Rows];
        double[] densities = new double[data.Rows];
        for (int r = 0; r < data.Rows; r++)
        {
            reaches[r] = found.DistanceRow(r)[^1];
        }

        var model = new LocalOutlierFactor(scaler, index, neighbours, reaches, densities);
        for (int r = 0; r < data.Rows; r++)
        {
            densities[r] = model.Density(found.DistanceRow(r), found.IndexRow(r));
        }

        return model;
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
        return Factors(data, false, threads, cancellation);
    }

    /// <inheritdoc/>
    public double[] ScoreTraining(DenseMatrix training, int threads = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        NeighbourDistanceDetector.RequireSameRows(training, _index.Count);
        return Factors(training, true, threads, cancellation);
    }

    /// <inheritdoc/>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, 1);
        writer.WriteInt32(_neighbours);
        _scaler.Write(writer);
        _index.Write(writer);
        writer.WriteArray<double>(_reaches);
        writer.WriteArray<double>(_densities);
        writer.Complete();
    }

    /// <summary>Reads a saved detector.</summary>
    /// <exception cref="InvalidDataException">The stream holds no undamaged detector of this kind.</exception>
    public static LocalOutlierFactor Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, 1);
        int neighbours = reader.ReadInt32();
        ColumnScaler scaler = ColumnScaler.Read(reader);
        NeighbourIndex index = NeighbourIndex.Read(reader, scaler.Columns);
        double[] reaches = reader.ReadArray<double>();
        double[] densities = reader.ReadArray<double>();
        reader.Complete();
        bool valid = neighbours >= 1 && neighbours < index.Count && reaches.Length == index.Count
            && densities.Length == index.Count;
        return valid
            ? new LocalOutlierFactor(scaler, index, neighbours, reaches, densities)
            : throw new InvalidDataException($"The densities do not fit {index.Count} rows and {neighbours} " +
                "neighbours.");
    }

    private double[] Factors(DenseMatrix data, bool training, int threads, CancellationToken cancellation)
    {
        Neighbours found = _index.Search(_scaler.Apply(data), _neighbours, training, threads, cancellation);
        double[] scores = new double[data.Rows];
        for (int r = 0; r < scores.Length; r++)
        {
            ReadOnlySpan<int> indices = found.IndexRow(r);
            double sum = 0;
            foreach (int neighbour in indices)
            {
                sum += _densities[neighbour];
            }

            scores[r] = sum / indices.Length / Density(found.DistanceRow(r), indices);
        }

        return scores;
    }

    private double Density(ReadOnlySpan<float> distances, ReadOnlySpan<int> indices)
    {
        double sum = 0;
        for (int i = 0; i < indices.Length; i++)
        {
            sum += Math.Max(distances[i], _reaches[indices[i]]);
        }

        return 1 / ((sum / indices.Length) + SmallestReach);
    }
}
