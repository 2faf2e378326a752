using Souk.Learning.Data;
using Souk.Learning.Persistence;

namespace Souk.Learning.Text;

/// <summary>
/// Naive Bayes on counts or TF-IDF weights of features (McCallum and Nigam, 1998), multinomial or complement (Rennie,
/// Shih, Teevan and Karger, 2003). Learns in one pass over the rows; ranks classes well, but its probabilities are too
/// sure of themselves. Immutable and safe to share.
/// </summary>
public sealed class NaiveBayesClassifier
{
    private const string Kind = "naive-bayes";

    private readonly double[] _parameters;

    private NaiveBayesClassifier(int features, int classes, double[] parameters)
    {
        Features = features;
        Classes = classes;
        _parameters = parameters;
    }

    /// <summary>The number of columns of the rows it reads.</summary>
    public int Features { get; }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>Learns how often each feature occurs in each class.</summary>
    /// <exception cref="ArgumentException">Rows and targets differ in number or are none, a value is negative, or a
    /// setting is out of range.</exception>
    public static NaiveBayesClassifier Fit(SparseMatrix features, ClassTargets targets, NaiveBayesOptions options)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        targets.RequireRows(features.Rows);
        double[] sums = new double[checked((features.Columns + 1) * targets.Classes)];
        for (int r = 0; r < features.Rows; r++)
        {
            AddRow(features, targets, r, sums);
        }

        double[] parameters = options.Complement
            ? ComplementParameters(sums, features.Columns, targets.Classes, options.Smoothing)
            : MultinomialParameters(sums, features.Columns, targets.Classes, options.Smoothing);
        return new NaiveBayesClassifier(features.Columns, targets.Classes, parameters);
    }

    /// <summary>What one unit of a feature adds to a class's score (a logarithm).</summary>
    public double Weight(int feature, int classNumber)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)feature, (uint)Features, nameof(feature));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)classNumber, (uint)Classes, nameof(classNumber));
        return _parameters[(feature * Classes) + classNumber];
    }

    /// <summary>The probability of every class for every row, rows × classes.</summary>
    /// <exception cref="ArgumentException">The rows have another number of columns.</exception>
    public DenseMatrix Predict(SparseMatrix features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Columns != Features)
        {
            throw new ArgumentException($"The model was fitted on {Features} columns; the rows have " +
                $"{features.Columns}.");
        }

        var result = new DenseMatrix(features.Rows, Classes);
        double[] scores = new double[Classes];
        for (int r = 0; r < features.Rows; r++)
        {
            SoftmaxObjective.Scores(features.RowColumns(r), features.RowValues(r), _parameters, scores);
            SoftmaxObjective.Softmax(scores);
            for (int k = 0; k < scores.Length; k++)
            {
                result.Row(r)[k] = (float)scores[k];
            }
        }

        return result;
    }

    /// <summary>Writes the model as one model file; the stream stays open.</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, 1);
        writer.WriteInt32(Features);
        writer.WriteInt32(Classes);
        writer.WriteArray<double>(_parameters);
        writer.Complete();
    }

    /// <summary>Reads a saved model.</summary>
    /// <exception cref="InvalidDataException">The stream holds no undamaged model of this kind.</exception>
    public static NaiveBayesClassifier Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, 1);
        int features = reader.ReadInt32();
        int classes = reader.ReadInt32();
        double[] parameters = reader.ReadArray<double>();
        reader.Complete();
        return features >= 0 && classes >= 2 && ((long)features + 1) * classes == parameters.Length
            ? new NaiveBayesClassifier(features, classes, parameters)
            : throw new InvalidDataException($"{features} features of {classes} classes do not make " +
                $"{parameters.Length}.");
    }

    private static void AddRow(SparseMatrix features, ClassTargets targets, int row, double[] sums)
    {
        int classes = targets.Classes;
        ReadOnlySpan<float> wanted = targets.Probabilities.Row(row);
        double weight = targets.Weights is null ? 1 : targets.Weights[row];
        ReadOnlySpan<int> columns = features.RowColumns(row);
        ReadOnlySpan<float> values = features.RowValues(row);
        for (int i = 0; i < columns.Length; i++)
        {
            if (values[i] < 0)
            {
                throw new ArgumentException(
                    $"Row {row}, column {columns[i]} is {values[i]}; naive Bayes counts, so values are 0 or more.");
            }

            for (int k = 0; k < classes; k++)
            {
                sums[(columns[i] * classes) + k] += weight * wanted[k] * values[i];
            }
        }

        for (int k = 0; k < classes; k++)
        {
            sums[(features.Columns * classes) + k] += weight * wanted[k];
        }
    }

    private static double[] MultinomialParameters(double[] sums, int features, int classes, double smoothing)
    {
        double[] parameters = new double[sums.Length];
        double all = ColumnSum(sums, features, features + 1, classes, -1);
        for (int k = 0; k < classes; k++)
        {
            double total = ColumnSum(sums, 0, features, classes, k) + (smoothing * features);
            for (int f = 0; f < features; f++)
            {
                parameters[(f * classes) + k] = Math.Log((sums[(f * classes) + k] + smoothing) / total);
            }

            // A class without rows gets a row's worth of smoothing: possible, but never likely.
            parameters[(features * classes) + k] =
                Math.Log((sums[(features * classes) + k] + smoothing) / (all + (smoothing * classes)));
        }

        return parameters;
    }

    private static double[] ComplementParameters(double[] sums, int features, int classes, double smoothing)
    {
        double[] parameters = new double[sums.Length];
        double all = ColumnSum(sums, 0, features, classes, -1);
        for (int k = 0; k < classes; k++)
        {
            double total = all - ColumnSum(sums, 0, features, classes, k) + (smoothing * features);
            for (int f = 0; f < features; f++)
            {
                double outside = ColumnSum(sums, f, f + 1, classes, -1) - sums[(f * classes) + k];
                parameters[(f * classes) + k] = -Math.Log((Math.Max(0, outside) + smoothing) / total);
            }
        }

        return parameters;
    }

    /// <summary>The sum over features [from, to) of one class, or of all classes for −1.</summary>
    private static double ColumnSum(double[] sums, int from, int to, int classes, int classNumber)
    {
        double sum = 0;
        for (int f = from; f < to; f++)
        {
            for (int k = 0; k < classes; k++)
            {
                sum += classNumber < 0 || k == classNumber ? sums[(f * classes) + k] : 0;
            }
        }

        return sum;
    }
}
