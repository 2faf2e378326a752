using Souk.Learning.Anomaly;
using Souk.Learning.Data;
using Souk.Learning.Evaluation;
using Souk.Learning.Linear;

namespace Souk.Risk.Models.Training;

/// <summary>
/// Trains a risk model on gathered rows: settings, calibration and cost thresholds are chosen on the newest part of the
/// rows by a model of the older part; then the model learns from all of them. Deterministic for a seed.
/// </summary>
public sealed class RiskModelTrainer
{
    // Fewer say nothing about settings or thresholds.
    private const int LeastBad = 10;

    // What a detector of tails keeps of its rows, in numbers: 4 MiB of file.
    private const int DetectorNumbers = 1 << 20;

    private readonly RiskTrainingRows _rows;
    private readonly RiskTrainingOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly LabelledTable _older;
    private readonly LabelledTable _newer;
    private readonly int _split;

    private RiskModelTrainer(RiskTrainingRows rows, RiskTrainingOptions options, CancellationToken cancellation)
    {
        _rows = rows;
        _options = options;
        _cancellation = cancellation;
        _split = rows.Count - (int)Math.Round(rows.Count * options.ValidationShare);
        if (_split < 2 || _split == rows.Count)
        {
            throw new ArgumentException(TooFew(rows, "rows whose outcomes have matured"));
        }

        _older = rows.Table(0, _split);
        _newer = rows.Table(_split, rows.Count);
        int olderBad = _older.Targets.Labels.Count(1f);
        int newerBad = _newer.Targets.Labels.Count(1f);
        bool learns = options.Kind is RiskModelKind.Trees or RiskModelKind.Logistic;
        if (learns && (olderBad < LeastBad || newerBad < LeastBad || newerBad == rows.Count - _split))
        {
            throw new ArgumentException(TooFew(
                rows,
                $"bad events: {olderBad} among the older rows and {newerBad} among the newest; {LeastBad} are needed "
                + "in each"));
        }
    }

    /// <summary>Trains a model.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="options">As they were gathered with.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">There are too few rows or bad events.</exception>
    /// <exception cref="InvalidOperationException">The columns tell nothing about the label.</exception>
    public static RiskModel Train(
        RiskTrainingRows rows, RiskTrainingOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new RiskModelTrainer(rows, options, cancellation).Run();
    }

    private static string TooFew(RiskTrainingRows rows, string what) =>
        $"There are too few {what}. {rows.Count} rows have matured, {rows.Bad} of them bad; {rows.Immature} have not "
        + $"matured, {rows.Declined} were declined without an outcome. Give more history.";

    private RiskModel Run()
    {
        (IRiskEstimator estimator, double[] scores, string settings) = _options.Kind switch
        {
            RiskModelKind.Trees => Trees(),
            RiskModelKind.Logistic => Logistic(),
            _ => Detector(),
        };
        ReadOnlySpan<float> labels = _newer.Targets.Labels;
        int bad = labels.Count(1f);
        bool isLabelled = bad >= LeastBad && bad < labels.Length;
        ScoreCurve curve = isLabelled ? ScoreCurve.Logistic(scores, labels) : ScoreCurve.Ranks(scores);
        double[] probabilities = Array.ConvertAll(scores, curve.At);
        double[] amounts = [.. _rows.Amounts.Skip(_split)];
        ModelThresholds thresholds = isLabelled
            ? ModelThresholds.Cheapest(probabilities, labels, amounts, _rows.Costs) : ModelThresholds.Never;
        return new RiskModel(estimator, curve)
        {
            Kind = _options.Kind,
            Checkpoint = _rows.Checkpoint,
            Columns = _rows.Columns,
            Outcomes = _rows.Outcomes,
            From = _rows.From,
            AsOf = _rows.AsOf,
            TrainedThrough = _rows.Through,
            Thresholds = thresholds,
            Costs = _rows.Costs,
            Settings = settings,
            Metrics = new RiskModelMetrics
            {
                TrainingRows = _rows.Count,
                TrainingBad = _rows.Bad,
                ValidationRows = labels.Length,
                ValidationBad = bad,
                Auc = isLabelled ? BinaryEvaluation.Auc(probabilities, labels)
                    : new Estimate(double.NaN, double.NaN, double.NaN, double.NaN),
                AveragePrecision = isLabelled ? BinaryEvaluation.AveragePrecision(probabilities, labels) : double.NaN,
                CalibrationError = isLabelled
                    ? CalibrationTable.Build(probabilities, labels).ExpectedError : double.NaN,
                Saved = MoneySaved.Of(probabilities, labels, amounts, thresholds, _rows.Costs),
            },
        };
    }

    private (IRiskEstimator Estimator, double[] Scores, string Settings) Trees()
    {
        TreesTrainer trainer = new(_older, _newer, _options.Seed, _cancellation);
        TreesEstimator estimator = trainer.Train(_rows.Table(0, _rows.Count));
        return (estimator, trainer.Scores, trainer.Settings);
    }

    private (IRiskEstimator Estimator, double[] Scores, string Settings) Logistic()
    {
        LogisticEstimator half = FitLogistic(_older);
        return (FitLogistic(_rows.Table(0, _rows.Count)), ScoresOf(half), "L2 1, columns brought to deviation 1");
    }

    private LogisticEstimator FitLogistic(LabelledTable table)
    {
        MedianFill fill = MedianFill.Fit(table.Features);
        DenseMatrix filled = fill.Apply(table.Features);
        FeatureTable whole = FeatureTable.FromRows(filled.Values, filled.Columns);
        return new LogisticEstimator(
            fill, LogisticRegression.Fit(new LabelledTable(whole, table.Targets), cancellation: _cancellation));
    }

    private (IRiskEstimator Estimator, double[] Scores, string Settings) Detector()
    {
        DetectorEstimator half = FitDetector(_older.Features);
        DetectorEstimator whole = FitDetector(_rows.Table(0, _rows.Count).Features);
        return (whole, ScoresOf(half), $"at most {DetectorNumbers / _rows.Columns.Count} rows, evenly over time");
    }

    private DetectorEstimator FitDetector(FeatureTable table)
    {
        MedianFill fill = MedianFill.Fit(table);
        int most = Math.Max(1, DetectorNumbers / table.Columns.Count);
        int count = Math.Min(most, table.Rows);
        int[] sample = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * table.Rows / count))];
        DenseMatrix matrix = fill.Apply(table).SelectRows(sample);
        IAnomalyModel model = _options.Kind == RiskModelKind.Tail
            ? TailDetector.Fit(matrix, cancellation: _cancellation)
            : IsolationForest.Fit(matrix, new IsolationForestOptions { Seed = _options.Seed }, null, _cancellation);
        return new DetectorEstimator(fill, model);
    }

    private double[] ScoresOf(IRiskEstimator estimator)
    {
        double[] scores = new double[_rows.Count - _split];
        for (int r = 0; r < scores.Length; r++)
        {
            scores[r] = estimator.Score(_rows.Row(_split + r));
        }

        return scores;
    }
}
