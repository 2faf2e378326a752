using Souk.Learning.Data;
using Souk.Learning.Linear;
using Souk.Learning.Persistence;
using Souk.Learning.Training;

namespace Souk.Learning.Text;

/// <summary>
/// Multinomial logistic regression on sparse rows: a linear score for every class, turned into probabilities. Convex,
/// minimized by L-BFGS to its one minimum, so the result depends on the data and the penalty only. Learns from known
/// labels and from probable ones alike. Immutable and safe to share.
/// </summary>
public sealed class SoftmaxClassifier
{
    private const string Kind = "softmax-classifier";
    private const int RowsPerBlock = 512;

    private readonly double[] _parameters;

    private SoftmaxClassifier(int features, int classes, double[] parameters)
    {
        Features = features;
        Classes = classes;
        _parameters = parameters;
    }

    /// <summary>The number of columns of the rows it reads.</summary>
    public int Features { get; }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>Learns the weights.</summary>
    /// <param name="features">The rows.</param>
    /// <param name="targets">What each row is; as many as rows.</param>
    /// <param name="options">The settings.</param>
    /// <param name="progress">Told after every step, with the mean loss and its penalty.</param>
    /// <param name="cancellation">Ends the fit early with an exception.</param>
    /// <exception cref="ArgumentException">Rows and targets differ in number or are none, or a setting is out of
    /// range.</exception>
    public static SoftmaxClassifier Fit(
        SparseMatrix features,
        ClassTargets targets,
        SoftmaxOptions options,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        targets.RequireRows(features.Rows);
        float[]? weights = options.WeighByLogOdds ? LogOddsWeights.Of(features, targets) : null;
        SparseMatrix rows = weights is null ? features : LogOddsWeights.Scale(features, weights);
        var objective = new SoftmaxObjective(rows, targets, options, cancellation);
        double[] parameters = new double[checked((features.Columns + 1) * targets.Classes)];
        new LimitedMemoryMinimizer(objective.Evaluate, options.Threads).Minimize(
            parameters,
            options.MaximumIterations,
            options.Tolerance,
            (step, loss) => progress?.Report(new TrainingProgress(step, options.MaximumIterations, loss)),
            cancellation);
        for (int i = 0; weights is not null && i < features.Columns * targets.Classes; i++)
        {
            parameters[i] *= weights[i / targets.Classes];
        }

        return new SoftmaxClassifier(features.Columns, targets.Classes, parameters);
    }

    /// <summary>The weight of a feature for a class: what one unit of it adds to the class's score.</summary>
    public double Weight(int feature, int classNumber)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)feature, (uint)Features, nameof(feature));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)classNumber, (uint)Classes, nameof(classNumber));
        return _parameters[(feature * Classes) + classNumber];
    }

    /// <summary>The score of a class for a row without features.</summary>
    public double Bias(int classNumber)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)classNumber, (uint)Classes, nameof(classNumber));
        return _parameters[(Features * Classes) + classNumber];
    }

    /// <summary>The probability of every class for every row, rows × classes.</summary>
    /// <exception cref="ArgumentException">The rows have another number of columns.</exception>
    public DenseMatrix Predict(SparseMatrix features, int threads = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Columns != Features)
        {
            throw new ArgumentException($"The model was fitted on {Features} columns; the rows have " +
                $"{features.Columns}.");
        }

        var result = new DenseMatrix(features.Rows, Classes);
        WorkPartition.ForBlocks(
            features.Rows,
            RowsPerBlock,
            threads,
            (_, from, to) =>
            {
                double[] scores = new double[Classes];
                for (int r = from; r < to; r++)
                {
                    SoftmaxObjective.Scores(features.RowColumns(r), features.RowValues(r), _parameters, scores);
                    SoftmaxObjective.Softmax(scores);
                    Span<float> target = result.Row(r);
                    for (int k = 0; k < scores.Length; k++)
                    {
                        target[k] = (float)scores[k];
                    }
                }
            },
            cancellation);
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
    public static SoftmaxClassifier Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, 1);
        int features = reader.ReadInt32();
        int classes = reader.ReadInt32();
        double[] parameters = reader.ReadArray<double>();
        reader.Complete();
        return features >= 0 && classes >= 2 && ((long)features + 1) * classes == parameters.Length
            ? new SoftmaxClassifier(features, classes, parameters)
            : throw new InvalidDataException($"{features} features of {classes} classes do not make " +
                $"{parameters.Length}.");
    }
}
