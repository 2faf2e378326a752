using Souk.Learning.Data;
using Souk.Learning.Decomposition;
using Souk.Learning.Persistence;

namespace Souk.Learning.Anomaly;

/// <summary>
/// The distance from the centre in units of what is usual in each principal direction (Shyu, Chen, Sarinnapakorn and
/// Chang, 2003; with all components and no shrinkage it is Mahalanobis' distance): finds rows whose columns do not go
/// together as they do elsewhere. Keeps components only, not rows.
/// </summary>
public sealed class ComponentDetector : IAnomalyModel
{
    private const string Kind = "component-detector";

    // Rows that are all equal have no variance; this keeps the score of a different row finite.
    private const double SmallestVariance = 1e-6;

    private readonly PrincipalComponents _components;
    private readonly double[] _weights;
    private readonly double _restWeight;

    private ComponentDetector(PrincipalComponents components, double shrinkage)
    {
        _components = components;
        Shrinkage = shrinkage;
        double floor = shrinkage * Math.Max(components.TotalVariance / components.Columns, SmallestVariance);
        _weights = Array.ConvertAll(components.Variances, v => 1 / (v + floor));
        int outside = Math.Max(1, components.Columns - components.Components);
        double rest = Math.Max(0, components.TotalVariance - components.Variances.Sum());
        _restWeight = 1 / ((rest / outside) + floor);
    }

    /// <inheritdoc/>
    public int Columns => _components.Columns;

    /// <summary>The share of the mean variance that every variance was raised by.</summary>
    public double Shrinkage { get; }

    /// <summary>Finds the components.</summary>
    /// <exception cref="ArgumentException">The matrix is empty, an entry is not finite, or a setting is out of
    /// range.</exception>
    public static ComponentDetector Fit(
        DenseMatrix data, ComponentDetectorOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var settings = new PrincipalComponentsOptions
        {
            Components = options.Components,
            Seed = options.Seed,
            Threads = options.Threads,
        };
        return new ComponentDetector(PrincipalComponents.Fit(data, settings, cancellation), options.Shrinkage);
    }

    /// <inheritdoc/>
    public double ScoreRow(ReadOnlySpan<float> row)
    {
        RowScoring.Check(row, Columns);
        float[] coordinates = new float[_components.Components];
        double score = _components.Transform(row, coordinates) * _restWeight;
        for (int k = 0; k < coordinates.Length; k++)
        {
            score += coordinates[k] * (double)coordinates[k] * _weights[k];
        }

        return Math.Sqrt(score);
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
        writer.WriteDouble(Shrinkage);
        writer.Complete();
        _components.Save(stream);
    }

    /// <summary>Reads a saved detector.</summary>
    /// <exception cref="InvalidDataException">The stream holds no undamaged detector of this kind.</exception>
    public static ComponentDetector Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, 1);
        double shrinkage = reader.ReadDouble();
        reader.Complete();
        return shrinkage > 0
            ? new ComponentDetector(PrincipalComponents.Load(stream), shrinkage)
            : throw new InvalidDataException($"A shrinkage of {shrinkage} is not above 0.");
    }
}
