using Souk.Learning.Persistence;
using Souk.Learning.Trees;

namespace Souk.Risk.Models;

/// <summary>A weighted sum of tree ensembles, such as boosted trees and a forest; its contributions add up
/// exactly.</summary>
internal sealed class TreesEstimator : IRiskEstimator
{
    private readonly BoostedTreesModel[] _parts;
    private readonly double[] _weights;

    internal TreesEstimator(BoostedTreesModel[] parts, double[] weights)
    {
        _parts = parts;
        _weights = weights;
    }

    public int Columns => _parts[0].Schema.Count;

    public double Score(ReadOnlySpan<float> row)
    {
        double score = 0;
        for (int i = 0; i < _parts.Length; i++)
        {
            score += _weights[i] * _parts[i].Score(row);
        }

        return score;
    }

    public void Contributions(ReadOnlySpan<float> row, Span<double> contributions)
    {
        contributions.Clear();
        double[] ofPart = new double[contributions.Length];
        for (int i = 0; i < _parts.Length; i++)
        {
            _parts[i].Contributions(row, ofPart);
            for (int c = 0; c < ofPart.Length; c++)
            {
                contributions[c] += _weights[i] * ofPart[c];
            }
        }
    }

    public void Save(ModelWriter writer)
    {
        writer.WriteArray<double>(_weights);
        foreach (BoostedTreesModel part in _parts)
        {
            EmbeddedModel.Write(writer, part.Save);
        }
    }

    internal static TreesEstimator Load(ModelReader reader)
    {
        double[] weights = reader.ReadArray<double>();
        var parts = new BoostedTreesModel[weights.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = EmbeddedModel.Read(reader, BoostedTreesModel.Load);
        }

        bool isRight = parts.Length > 0 && weights.All(double.IsFinite)
            && parts.All(p => p.Schema.Count == parts[0].Schema.Count);
        return isRight
            ? new TreesEstimator(parts, weights)
            : throw new InvalidDataException("The parts of the trees do not fit together.");
    }
}
