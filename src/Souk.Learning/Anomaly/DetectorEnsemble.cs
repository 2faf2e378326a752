using Souk.Learning.Data;
using Souk.Learning.Numerics;
using Souk.Learning.Persistence;
using Souk.Learning.Training;

namespace Souk.Learning.Anomaly;

/// <summary>
/// One detector of each family (isolation, tails, histograms, neighbour distance, local density) put together: each
/// score becomes a surprise, −ln of the share of training rows that score as high, and the mean of the highest three
/// decides (average of maximum, Aggarwal and Sathe, 2015). No detector is best on all data; this is above the best
/// single one on average, whether training rows are clean or not. The detector to start with.
/// </summary>
public sealed class DetectorEnsemble : IAnomalyModel
{
    private const string Kind = "detector-ensemble";

    private readonly IAnomalyModel[] _members;
    private readonly Surprise[] _surprises;
    private readonly int _deciding;
    private readonly int _trainingRows;
    private readonly int _neighbourRows;
    private readonly ulong _seed;

    private DetectorEnsemble(
        IAnomalyModel[] members, Surprise[] surprises, int deciding, int trainingRows, int neighbourRows, ulong seed)
    {
        _members = members;
        _surprises = surprises;
        _deciding = deciding;
        _trainingRows = trainingRows;
        _neighbourRows = neighbourRows;
        _seed = seed;
    }

    /// <summary>The names of the members, in the order of <see cref="MemberSurprises"/>.</summary>
    public static IReadOnlyList<string> MemberNames { get; } =
        ["isolation-forest", "tails", "histograms", "neighbour-distance", "local-outlier-factor"];

    /// <inheritdoc/>
    public int Columns => _members[0].Columns;

    /// <summary>Fits all members and learns what scores are usual.</summary>
    /// <param name="data">The rows to learn from, at least two.</param>
    /// <param name="options">The settings.</param>
    /// <param name="progress">Told after each member.</param>
    /// <param name="cancellation">Ends the fit early with an exception.</param>
    /// <exception cref="ArgumentException">There are too few rows, an entry is not finite, or a setting is out of
    /// range.</exception>
    public static DetectorEnsemble Fit(
        DenseMatrix data,
        DetectorEnsembleOptions options,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        int neighbourRows = Math.Min(data.Rows, options.NeighbourRows);
        DenseMatrix sample = neighbourRows == data.Rows
            ? data
            : data.SelectRows(SampleRows(data.Rows, neighbourRows, options.Seed));
        NeighbourOptions Neighbours(int count) => new() { Neighbours = count, Threads = options.Threads };
        Func<IAnomalyModel>[] fits =
        [
            () => IsolationForest.Fit(data, options.Forest with { Threads = options.Threads }, null, cancellation),
            () => TailDetector.Fit(data, options.Threads, cancellation),
            () => HistogramDetector.Fit(data, options.Histogram),
            () => NeighbourDistanceDetector.Fit(sample, Neighbours(options.DistanceNeighbours)),
            () => LocalOutlierFactor.Fit(sample, Neighbours(options.DensityNeighbours), cancellation),
        ];
        var members = new IAnomalyModel[fits.Length];
        var surprises = new Surprise[fits.Length];
        for (int m = 0; m < fits.Length; m++)
        {
            members[m] = fits[m]();
            DenseMatrix seen = UsesNeighbours(m) ? sample : data;
            surprises[m] = Surprise.Fit(members[m].ScoreTraining(seen, options.Threads, cancellation));
            progress?.Report(new TrainingProgress(m + 1, fits.Length));
        }

        return new DetectorEnsemble(members, surprises, options.Deciding, data.Rows, neighbourRows, options.Seed);
    }

    /// <inheritdoc/>
    public double ScoreRow(ReadOnlySpan<float> row)
    {
        double[] surprises = new double[_members.Length];
        MemberSurprises(row, surprises);
        return Combine(surprises);
    }

    /// <summary>Writes how surprising each member finds a row: −ln of the share of training rows that score as
    /// high.</summary>
    public void MemberSurprises(ReadOnlySpan<float> row, Span<double> surprises)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(surprises.Length, _members.Length);
        for (int m = 0; m < _members.Length; m++)
        {
            surprises[m] = _surprises[m].Of(_members[m].ScoreRow(row));
        }
    }

    /// <inheritdoc/>
    public double[] Score(DenseMatrix data, int threads = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Combine(data.Rows, m => _members[m].Score(data, threads, cancellation));
    }

    /// <inheritdoc/>
    public double[] ScoreTraining(DenseMatrix training, int threads = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        NeighbourDistanceDetector.RequireSameRows(training, _trainingRows);
        int[]? sampled = _neighbourRows < _trainingRows ? SampleRows(_trainingRows, _neighbourRows, _seed) : null;
        DenseMatrix? sample = sampled is null ? null : training.SelectRows(sampled);
        return Combine(
            training.Rows,
            m =>
            {
                if (sampled is null || sample is null || !UsesNeighbours(m))
                {
                    return _members[m].ScoreTraining(training, threads, cancellation);
                }

                double[] scores = _members[m].Score(training, threads, cancellation);
                double[] own = _members[m].ScoreTraining(sample, threads, cancellation);
                for (int i = 0; i < sampled.Length; i++)
                {
                    scores[sampled[i]] = own[i];
                }

                return scores;
            });
    }

    /// <inheritdoc/>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, 1);
        writer.WriteInt32(_deciding);
        writer.WriteInt32(_trainingRows);
        writer.WriteInt32(_neighbourRows);
        writer.WriteInt64((long)_seed);
        foreach (Surprise surprise in _surprises)
        {
            surprise.Write(writer);
        }

        writer.Complete();
        foreach (IAnomalyModel member in _members)
        {
            member.Save(stream);
        }
    }

    /// <summary>Reads a saved ensemble.</summary>
    /// <exception cref="InvalidDataException">The stream holds no undamaged ensemble.</exception>
    public static DetectorEnsemble Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, 1);
        int deciding = reader.ReadInt32();
        int trainingRows = reader.ReadInt32();
        int neighbourRows = reader.ReadInt32();
        ulong seed = (ulong)reader.ReadInt64();
        var surprises = new Surprise[MemberNames.Count];
        for (int m = 0; m < surprises.Length; m++)
        {
            surprises[m] = Surprise.Read(reader);
        }

        reader.Complete();
        IAnomalyModel[] members =
        [
            IsolationForest.Load(stream),
            TailDetector.Load(stream),
            HistogramDetector.Load(stream),
            NeighbourDistanceDetector.Load(stream),
            LocalOutlierFactor.Load(stream),
        ];
        bool valid = deciding >= 1 && deciding <= members.Length && neighbourRows <= trainingRows
            && Array.TrueForAll(members, m => m.Columns == members[0].Columns);
        return valid
            ? new DetectorEnsemble(members, surprises, deciding, trainingRows, neighbourRows, seed)
            : throw new InvalidDataException("The members of the ensemble do not fit together.");
    }

    private static bool UsesNeighbours(int member) => member >= 3;

    private static int[] SampleRows(int rows, int count, ulong seed)
    {
        int[] order = new int[rows];
        for (int i = 0; i < rows; i++)
        {
            order[i] = i;
        }

        new SeededRandom(seed).Shuffle(order.AsSpan());
        int[] sample = order[..count];
        Array.Sort(sample);
        return sample;
    }

    private double[] Combine(int rows, Func<int, double[]> scoresOf)
    {
        double[][] scores = new double[_members.Length][];
        for (int m = 0; m < scores.Length; m++)
        {
            scores[m] = scoresOf(m);
        }

        double[] combined = new double[rows];
        double[] surprises = new double[_members.Length];
        for (int r = 0; r < rows; r++)
        {
            for (int m = 0; m < scores.Length; m++)
            {
                surprises[m] = _surprises[m].Of(scores[m][r]);
            }

            combined[r] = Combine(surprises);
        }

        return combined;
    }

    private double Combine(Span<double> surprises)
    {
        surprises.Sort();
        double sum = 0;
        foreach (double surprise in surprises[^_deciding..])
        {
            sum += surprise;
        }

        return sum / _deciding;
    }
}
