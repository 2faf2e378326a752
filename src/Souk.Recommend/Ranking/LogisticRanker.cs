using Souk.Core.Definition;
using Souk.Learning.Linear;
using Souk.Learning.Persistence;

namespace Souk.Recommend.Ranking;

/// <summary>Ranks by logistic regression over bins and pairs of bins.</summary>
internal sealed class LogisticRanker : RankModel
{
    internal required BinnedRows Bins { get; init; }

    internal required LogisticModel Model { get; init; }

    internal override RankerKind Kind => RankerKind.Logistic;

    internal override double Score(ReadOnlySpan<float> row)
    {
        Span<int> indices = stackalloc int[Bins.Entries];
        Bins.Encode(row, indices);
        ReadOnlySpan<double> weights = Model.Weights;
        double score = Model.Bias;
        foreach (int index in indices)
        {
            score += weights[index];
        }

        return score;
    }

    internal override void Shares(ReadOnlySpan<float> row, Span<double> shares)
    {
        int[] indices = new int[Bins.Entries];
        Bins.Encode(row, indices);
        double[] entries = new double[indices.Length];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = Model.Weights[indices[i]];
        }

        Bins.ShareOut(entries, shares);
    }

    internal static LogisticRanker Load(Stream stream, Head head, BinnedRows bins)
    {
        LogisticModel model = LogisticModel.Load(stream);
        return model.Dimension == bins.Dimension
            ? new LogisticRanker { Names = head.Names, NegativeRate = head.NegativeRate, Bins = bins, Model = model }
            : throw new InvalidDataException($"The weights are {model.Dimension}, the bins {bins.Dimension}.");
    }

    private protected override void SaveHead(ModelWriter writer) => Bins.Save(writer);

    private protected override void SaveModel(Stream stream) => Model.Save(stream);
}
