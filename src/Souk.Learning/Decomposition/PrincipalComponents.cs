using System.Numerics.Tensors;
using Souk.Learning.Data;
using Souk.Learning.Numerics;
using Souk.Learning.Persistence;

namespace Souk.Learning.Decomposition;

/// <summary>
/// Principal component analysis (Pearson, 1901; Hotelling, 1933): the directions in which rows vary most. Exact from
/// the covariance matrix for up to 512 columns, by <see cref="RandomizedSvd"/> beyond. Immutable and safe to share.
/// </summary>
public sealed class PrincipalComponents
{
    private const string Kind = "principal-components";

    // The exact way costs the cube of the columns: at 512 a quarter of a second.
    private const int ExactColumns = 512;
    private const double NoVariance = 1e-10;

    private readonly ColumnScaler _scaler;
    private readonly float[] _directions;

    private PrincipalComponents(ColumnScaler scaler, double[] variances, double totalVariance, float[] directions)
    {
        _scaler = scaler;
        Variances = variances;
        TotalVariance = totalVariance;
        _directions = directions;
    }

    /// <summary>The number of columns of the rows it reads.</summary>
    public int Columns => _scaler.Columns;

    /// <summary>The number of components kept; 0 if no row differs from another.</summary>
    public int Components => Variances.Length;

    /// <summary>The variance along each component, descending, above 0, in squared units of the scaled
    /// columns.</summary>
    public double[] Variances { get; }

    /// <summary>The variance along all directions together, kept or not.</summary>
    public double TotalVariance { get; }

    /// <summary>Finds the components.</summary>
    /// <exception cref="ArgumentException">The matrix is empty, an entry is not finite, or a setting is out of
    /// range.</exception>
    public static PrincipalComponents Fit(
        DenseMatrix data, PrincipalComponentsOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        data.RequireLearnable();
        ColumnScaler scaler = options.Standardize ? ColumnScaler.Fit(data) : ColumnScaler.Center(data);
        DenseMatrix scaled = scaler.Apply(data);
        double total = TensorPrimitives.SumOfSquares<float>(scaled.Values) / data.Rows;
        (double[] variances, float[] directions) = data.Columns <= ExactColumns
            ? Exact(scaled, options, cancellation)
            : Randomized(scaled, options, cancellation);
        int kept = 0;
        while (kept < variances.Length && variances[kept] > NoVariance * Math.Max(variances[0], double.Epsilon))
        {
            kept++;
        }

        return new PrincipalComponents(scaler, variances[..kept], total, directions[..(kept * data.Columns)]);
    }

    /// <summary>The direction of a component in the scaled columns, of length 1.</summary>
    public ReadOnlySpan<float> Direction(int component) => _directions.AsSpan(component * Columns, Columns);

    /// <summary>The coordinates of one row along the components.</summary>
    /// <param name="row">The row, unscaled.</param>
    /// <param name="coordinates">Receives <see cref="Components"/> numbers.</param>
    /// <returns>The squared length of what the components do not reach, in the scaled columns.</returns>
    public double Transform(ReadOnlySpan<float> row, Span<float> coordinates)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(row.Length, Columns);
        ArgumentOutOfRangeException.ThrowIfNotEqual(coordinates.Length, Components);
        float[] scaled = new float[Columns];
        _scaler.Apply(row, scaled);
        double rest = TensorPrimitives.SumOfSquares<float>(scaled);
        for (int k = 0; k < coordinates.Length; k++)
        {
            coordinates[k] = TensorPrimitives.Dot(Direction(k), scaled);
            rest -= (double)coordinates[k] * coordinates[k];
        }

        return Math.Max(0, rest);
    }

    /// <summary>The coordinates of every row along the components, rows × <see cref="Components"/>.</summary>
    /// <exception cref="ArgumentException">The matrix has another number of columns.</exception>
    public DenseMatrix Transform(DenseMatrix data)
    {
        ArgumentNullException.ThrowIfNull(data);
        data.RequireColumns(Columns);
        var result = new DenseMatrix(data.Rows, Components);
        for (int r = 0; r < data.Rows; r++)
        {
            Transform(data.Row(r), result.Row(r));
        }

        return result;
    }

    /// <summary>Writes the model as one model file; the stream stays open.</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, 1);
        _scaler.Write(writer);
        writer.WriteArray<double>(Variances);
        writer.WriteDouble(TotalVariance);
        writer.WriteArray<float>(_directions);
        writer.Complete();
    }

    /// <summary>Reads a saved model.</summary>
    /// <exception cref="InvalidDataException">The stream holds no undamaged model of this kind.</exception>
    public static PrincipalComponents Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, 1);
        ColumnScaler scaler = ColumnScaler.Read(reader);
        double[] variances = reader.ReadArray<double>();
        double total = reader.ReadDouble();
        float[] directions = reader.ReadArray<float>();
        reader.Complete();
        return (long)variances.Length * scaler.Columns == directions.Length
            ? new PrincipalComponents(scaler, variances, total, directions)
            : throw new InvalidDataException($"{variances.Length} components do not make {directions.Length} numbers.");
    }

    private static (double[] Variances, float[] Directions) Exact(
        DenseMatrix scaled, PrincipalComponentsOptions options, CancellationToken cancellation)
    {
        double[] covariance = TallMatrix.Gram(scaled, options.Threads, cancellation);
        TensorPrimitives.Divide(covariance, scaled.Rows, covariance);
        SymmetricEigen eigen = SymmetricEigen.Decompose(covariance, scaled.Columns);
        int count = Math.Min(options.Components, eigen.Values.Length);
        return (eigen.Values[..count], Array.ConvertAll(eigen.Vectors[..(count * scaled.Columns)], v => (float)v));
    }

    private static (double[] Variances, float[] Directions) Randomized(
        DenseMatrix scaled, PrincipalComponentsOptions options, CancellationToken cancellation)
    {
        var settings = new RandomizedSvdOptions
        {
            Rank = options.Components,
            Seed = options.Seed,
            Threads = options.Threads,
        };
        TruncatedSvd svd = RandomizedSvd.Decompose(scaled, settings, cancellation);
        double[] variances = Array.ConvertAll(svd.SingularValues, s => s * s / scaled.Rows);
        float[] directions = new float[variances.Length * scaled.Columns];
        for (int k = 0; k < variances.Length; k++)
        {
            for (int c = 0; c < scaled.Columns; c++)
            {
                directions[(k * scaled.Columns) + c] = svd.Right.Row(c)[k];
            }
        }

        return (variances, directions);
    }
}
