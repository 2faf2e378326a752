using Souk.Learning.Anomaly;
using Souk.Learning.Persistence;

namespace Souk.Risk.Models;

/// <summary>A detector of unusual rows over median-filled columns.</summary>
internal sealed class DetectorEstimator : IRiskEstimator
{
    private readonly MedianFill _fill;
    private readonly IAnomalyModel _model;

    internal DetectorEstimator(MedianFill fill, IAnomalyModel model)
    {
        _fill = fill;
        _model = model;
    }

    public int Columns => _fill.Columns;

    public double Score(ReadOnlySpan<float> row)
    {
        Span<float> filled = stackalloc float[RiskModelLimits.MaxColumns];
        filled = filled[..Columns];
        _fill.Fill(row, filled);
        return _model.ScoreRow(filled);
    }

    public void Contributions(ReadOnlySpan<float> row, Span<double> contributions)
    {
        Span<float> filled = stackalloc float[RiskModelLimits.MaxColumns];
        filled = filled[..Columns];
        _fill.Fill(row, filled);
        if (_model is IsolationForest forest)
        {
            forest.Contributions(filled, contributions);
        }
        else
        {
            ((TailDetector)_model).Contributions(filled, contributions);
        }
    }

    public void Save(ModelWriter writer)
    {
        _fill.Save(writer);
        EmbeddedModel.Write(writer, _model.Save);
    }

    internal static DetectorEstimator Load(ModelReader reader, RiskModelKind kind)
    {
        MedianFill fill = MedianFill.Load(reader);
        IAnomalyModel model = kind == RiskModelKind.Tail
            ? EmbeddedModel.Read(reader, TailDetector.Load) : EmbeddedModel.Read(reader, IsolationForest.Load);
        return model.Columns == fill.Columns
            ? new DetectorEstimator(fill, model)
            : throw new InvalidDataException($"The detector has {model.Columns} columns, its medians {fill.Columns}.");
    }
}
