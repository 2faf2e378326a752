using Souk.Learning.Data;
using Souk.Learning.Persistence;
using Souk.Learning.Training;

namespace Souk.Learning.Clustering;

/// <summary>
/// k-means (Lloyd, 1982) with greedy k-means++ starts (Arthur and Vassilvitskii, 2007): centres that make the squared
/// distance of rows to their nearest centre small. Columns count by their unit: scale them first with
/// <see cref="ColumnScaler"/> unless units are the same. Immutable and safe to share.
/// </summary>
public sealed class KMeans
{
    private const string Kind = "k-means";
    private const int RowsPerBlock = 1024;

    private readonly CentroidIndex _index;

    internal KMeans(DenseMatrix centres, double inertia, int iterations)
    {
        Centres = centres;
        Inertia = inertia;
        Iterations = iterations;
        _index = new CentroidIndex(centres);
    }

    /// <summary>The centres, one a row.</summary>
    public DenseMatrix Centres { get; }

    /// <summary>The sum of squared distances of the training rows to their nearest centres.</summary>
    public double Inertia { get; }

    /// <summary>How many rounds the best start took.</summary>
    public int Iterations { get; }

    /// <summary>Finds centres.</summary>
    /// <param name="data">The rows, at least as many as clusters.</param>
    /// <param name="options">The settings.</param>
    /// <param name="progress">Told after every start, with the least inertia a row so far as training loss.</param>
    /// <param name="cancellation">Ends the fit early with an exception.</param>
    /// <exception cref="ArgumentException">The matrix is empty, an entry is not finite, or a setting is out of
    /// range.</exception>
    public static KMeans Fit(
        DenseMatrix data,
        KMeansOptions options,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        data.RequireLearnable();
        options.Validate(data.Rows);
        var fitter = new KMeansFitter(data, options, cancellation);
        KMeans? best = null;
        for (int start = 0; start < options.Starts; start++)
        {
            KMeans found = fitter.Run((ulong)start);
            best = best is null || found.Inertia < best.Inertia ? found : best;
            progress?.Report(new TrainingProgress(start + 1, options.Starts, best.Inertia / data.Rows));
        }

        return best!;
    }

    /// <summary>The number of the nearest centre; the lower number if two are equally near.</summary>
    /// <exception cref="ArgumentException">The row has another number of columns.</exception>
    public int Assign(ReadOnlySpan<float> row)
    {
        if (row.Length != Centres.Columns)
        {
            throw new ArgumentException($"The centres have {Centres.Columns} columns; the row has {row.Length}.");
        }

        Span<int> nearest = stackalloc int[1];
        _index.Assign(DenseMatrix.FromValues(1, row.Length, row.ToArray()), 0, 1, nearest);
        return nearest[0];
    }

    /// <summary>The number of the nearest centre of every row.</summary>
    /// <exception cref="ArgumentException">The matrix has another number of columns.</exception>
    public int[] Assign(DenseMatrix data, int threads = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        data.RequireColumns(Centres.Columns);
        int[] nearest = new int[data.Rows];
        WorkPartition.ForBlocks(
            data.Rows,
            RowsPerBlock,
            threads,
            (_, from, to) => _index.Assign(data, from, to, nearest.AsSpan(from, to - from)),
            cancellation);
        return nearest;
    }

    /// <summary>Writes the model as one model file; the stream stays open.</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, 1);
        writer.WriteInt32(Centres.Rows);
        writer.WriteInt32(Centres.Columns);
        writer.WriteArray<float>(Centres.Values);
        writer.WriteDouble(Inertia);
        writer.WriteInt32(Iterations);
        writer.Complete();
    }

    /// <summary>Reads a saved model.</summary>
    /// <exception cref="InvalidDataException">The stream holds no undamaged model of this kind.</exception>
    public static KMeans Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, 1);
        int clusters = reader.ReadInt32();
        int columns = reader.ReadInt32();
        float[] values = reader.ReadArray<float>();
        double inertia = reader.ReadDouble();
        int iterations = reader.ReadInt32();
        reader.Complete();
        return clusters > 0 && columns > 0 && (long)clusters * columns == values.Length
            ? ModelReader.Made(
                () => new KMeans(DenseMatrix.FromValues(clusters, columns, values), inertia, iterations))
            : throw new InvalidDataException($"{clusters} centres of {columns} columns do not make {values.Length} " +
                "values.");
    }
}
