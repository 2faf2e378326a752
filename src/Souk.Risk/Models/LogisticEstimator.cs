using Souk.Learning.Linear;
using Souk.Learning.Persistence;

namespace Souk.Risk.Models;

/// <summary>Logistic regression over median-filled columns; a column's contribution is its weight times its distance
/// from the median.</summary>
internal sealed class LogisticEstimator : IRiskEstimator
{
    private readonly MedianFill _fill;
    private readonly LogisticModel _model;

    internal LogisticEstimator(MedianFill fill, LogisticModel model)
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
        return _model.Score(filled);
    }

    public void Contributions(ReadOnlySpan<float> row, Span<double> contributions)
    {
        Span<float> filled = stackalloc float[Columns];
        Span<float> middle = stackalloc float[Columns];
        Span<float> nothing = stackalloc float[Columns];
        nothing.Fill(float.NaN);
        _fill.Fill(row, filled);
        _fill.Fill(nothing, middle);
        for (int c = 0; c < contributions.Length; c++)
        {
            contributions[c] = _model.Weights[c] * (filled[c] - middle[c]);
        }
    }

    public void Save(ModelWriter writer)
    {
        _fill.Save(writer);
        EmbeddedModel.Write(writer, _model.Save);
    }

    internal static LogisticEstimator Load(ModelReader reader)
    {
        MedianFill fill = MedianFill.Load(reader);
        LogisticModel model = EmbeddedModel.Read(reader, LogisticModel.Load);
        return model.Dimension == fill.Columns
            ? new LogisticEstimator(fill, model)
            : throw new InvalidDataException($"There are {model.Dimension} weights for {fill.Columns} columns.");
    }
}
