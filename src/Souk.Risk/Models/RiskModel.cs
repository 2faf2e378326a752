using System.Security.Cryptography;
using Souk.Learning.Evaluation;
using Souk.Learning.Persistence;
using Souk.Log;

namespace Souk.Risk.Models;

/// <summary>
/// A trained risk model: everything that scoring an event of its checkpoint takes, in one file. Immutable; safe to use
/// from any number of threads.
/// </summary>
public sealed class RiskModel
{
    private const string FileKind = "risk-model";
    private const int LayoutVersion = 1;

    private readonly IRiskEstimator _estimator;
    private readonly ScoreCurve _curve;

    internal RiskModel(IRiskEstimator estimator, ScoreCurve curve)
    {
        _estimator = estimator;
        _curve = curve;
    }

    /// <summary>What it is.</summary>
    public required RiskModelKind Kind { get; init; }

    /// <summary>The event type that it scores.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>The columns that it reads, 1 to <see cref="RiskModelLimits.MaxColumns"/>.</summary>
    public required IReadOnlyList<RiskModelColumn> Columns { get; init; }

    /// <summary>The outcomes of the policy that its labels came from; empty for none.</summary>
    public required IReadOnlyList<string> Outcomes { get; init; }

    /// <summary>The log time of the first event that it learnt from.</summary>
    public required LogTime From { get; init; }

    /// <summary>The log time that it was trained at: it knows nothing of later.</summary>
    public required LogTime AsOf { get; init; }

    /// <summary>The last log position that it knows of.</summary>
    public required LogPosition TrainedThrough { get; init; }

    /// <summary>From which probabilities on it says review and decline.</summary>
    public required ModelThresholds Thresholds { get; init; }

    /// <summary>The costs that the thresholds were chosen by.</summary>
    public required DecisionCosts Costs { get; init; }

    /// <summary>How it did on rows that it had not learnt from.</summary>
    public required RiskModelMetrics Metrics { get; init; }

    /// <summary>What it was trained with, in words.</summary>
    public required string Settings { get; init; }

    /// <summary>The probability of bad for one row; NaN if the model cannot tell. No allocation.</summary>
    /// <param name="row">A number a column: as it is, 0 or 1 for a flag, a text's code; NaN where missing.</param>
    public double Probability(ReadOnlySpan<float> row) => _curve.At(_estimator.Score(row));

    /// <summary>The columns that moved the score of a row most, towards bad first.</summary>
    /// <param name="row">As for <see cref="Probability"/>.</param>
    /// <param name="most">How many at most.</param>
    public IReadOnlyList<ModelReason> Reasons(ReadOnlySpan<float> row, int most)
    {
        double[] contributions = new double[Columns.Count];
        _estimator.Contributions(row, contributions);
        int[] order = [.. Enumerable.Range(0, contributions.Length).Where(c => contributions[c] != 0)
            .OrderByDescending(c => contributions[c]).Take(most)];
        List<ModelReason> reasons = [];
        foreach (int c in order)
        {
            reasons.Add(new ModelReason(Columns[c].Expression, ValueOf(Columns[c], row[c]), contributions[c]));
        }

        return reasons;
    }

    /// <summary>The model as a file, which the log takes in base64.</summary>
    public byte[] ToBytes()
    {
        using MemoryStream stream = new();
        ModelWriter writer = new(stream, FileKind, LayoutVersion);
        writer.WriteInt32((int)Kind);
        writer.WriteText(Checkpoint);
        writer.WriteText(Settings);
        writer.WriteInt64(From.Microseconds);
        writer.WriteInt64(AsOf.Microseconds);
        writer.WriteInt64(TrainedThrough.Value);
        WriteTexts(writer, Outcomes);
        writer.WriteInt32(Columns.Count);
        foreach (RiskModelColumn column in Columns)
        {
            writer.WriteText(column.Expression);
            writer.WriteFlag(column.Categories is not null);
            WriteTexts(writer, column.Categories ?? []);
        }

        writer.WriteArray<double>([Thresholds.Review, Thresholds.Decline, Costs.FraudLoss, Costs.Margin, Costs.Review]);
        WriteMetrics(writer);
        _curve.Save(writer);
        _estimator.Save(writer);
        writer.Complete();
        return stream.ToArray();
    }

    /// <summary>Reads a file of <see cref="ToBytes"/>.</summary>
    /// <exception cref="InvalidDataException">It is damaged, of another kind, or its parts do not fit.</exception>
    public static RiskModel Read(byte[] file)
    {
        ArgumentNullException.ThrowIfNull(file);
        using MemoryStream stream = new(file, writable: false);
        ModelReader reader = new(stream, FileKind, LayoutVersion);
        var kind = (RiskModelKind)reader.ReadInt32();
        string checkpoint = reader.ReadText();
        string settings = reader.ReadText();
        LogTime from = new(reader.ReadInt64());
        LogTime asOf = new(reader.ReadInt64());
        LogPosition through = new(reader.ReadInt64());
        string[] outcomes = ReadTexts(reader);
        List<RiskModelColumn> columns = ReadColumns(reader);
        double[] numbers = reader.ReadArray<double>();
        RiskModelMetrics metrics = ReadMetrics(reader);
        ScoreCurve curve = ScoreCurve.Load(reader);
        if (!Enum.IsDefined(kind) || numbers.Length != 5 || numbers.Any(double.IsNaN) || numbers[1] < numbers[0])
        {
            throw new InvalidDataException("The model's kind, thresholds or costs are out of range.");
        }

        IRiskEstimator estimator = kind switch
        {
            RiskModelKind.Trees => TreesEstimator.Load(reader),
            RiskModelKind.Logistic => LogisticEstimator.Load(reader),
            _ => DetectorEstimator.Load(reader, kind),
        };
        reader.Complete();
        if (estimator.Columns != columns.Count)
        {
            throw new InvalidDataException($"The model scores {estimator.Columns} columns and names {columns.Count}.");
        }

        return new RiskModel(estimator, curve)
        {
            Kind = kind,
            Checkpoint = checkpoint,
            Settings = settings,
            From = from,
            AsOf = asOf,
            TrainedThrough = through,
            Outcomes = outcomes,
            Columns = columns,
            Thresholds = new ModelThresholds(numbers[0], numbers[1]),
            Costs = new DecisionCosts(numbers[2], numbers[3], numbers[4]),
            Metrics = metrics,
        };
    }

    /// <summary>The SHA-256 of a file, in lower-case hexadecimal.</summary>
    public static string HashOf(ReadOnlySpan<byte> file) => Convert.ToHexStringLower(SHA256.HashData(file));

    private static object? ValueOf(RiskModelColumn column, float value) =>
        float.IsNaN(value) ? null
        : column.Categories is not IReadOnlyList<string> texts ? (object)Math.Round((double)value, 6)
        : value < texts.Count ? texts[(int)value] : "another text";

    private static void WriteTexts(ModelWriter writer, IReadOnlyList<string> texts)
    {
        writer.WriteInt32(texts.Count);
        foreach (string text in texts)
        {
            writer.WriteText(text);
        }
    }

    private static string[] ReadTexts(ModelReader reader)
    {
        int count = reader.ReadInt32();
        if (count is < 0 or > RiskModelLimits.MaxCategories)
        {
            throw new InvalidDataException(
                $"The model has {count} texts at one place; at most {RiskModelLimits.MaxCategories} are allowed.");
        }

        string[] texts = new string[count];
        for (int i = 0; i < count; i++)
        {
            texts[i] = reader.ReadText();
        }

        return texts;
    }

    private static List<RiskModelColumn> ReadColumns(ModelReader reader)
    {
        int count = reader.ReadInt32();
        if (count is < 1 or > RiskModelLimits.MaxColumns)
        {
            throw new InvalidDataException(
                $"The model has {count} columns; 1 to {RiskModelLimits.MaxColumns} are allowed.");
        }

        List<RiskModelColumn> columns = [];
        for (int i = 0; i < count; i++)
        {
            string expression = reader.ReadText();
            bool isText = reader.ReadFlag();
            string[] texts = ReadTexts(reader);
            columns.Add(new RiskModelColumn(expression, isText ? texts : null));
        }

        return columns;
    }

    private void WriteMetrics(ModelWriter writer)
    {
        writer.WriteArray<int>(
            [Metrics.TrainingRows, Metrics.TrainingBad, Metrics.ValidationRows, Metrics.ValidationBad]);
        writer.WriteArray<double>(
        [
            Metrics.Auc.Value, Metrics.Auc.StandardError, Metrics.Auc.Lower, Metrics.Auc.Upper,
            Metrics.AveragePrecision, Metrics.CalibrationError,
            Metrics.Saved.Value, Metrics.Saved.StandardError, Metrics.Saved.Lower, Metrics.Saved.Upper,
        ]);
    }

    private static RiskModelMetrics ReadMetrics(ModelReader reader)
    {
        int[] counts = reader.ReadArray<int>();
        double[] n = reader.ReadArray<double>();
        return counts.Length != 4 || n.Length != 10
            ? throw new InvalidDataException("The model's metrics are not whole.")
            : new RiskModelMetrics
            {
                TrainingRows = counts[0],
                TrainingBad = counts[1],
                ValidationRows = counts[2],
                ValidationBad = counts[3],
                Auc = new Estimate(n[0], n[1], n[2], n[3]),
                AveragePrecision = n[4],
                CalibrationError = n[5],
                Saved = new Estimate(n[6], n[7], n[8], n[9]),
            };
    }
}
