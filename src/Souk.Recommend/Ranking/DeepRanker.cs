using Souk.Core.Definition;
using Souk.Learning.Deep;

namespace Souk.Recommend.Ranking;

/// <summary>Ranks by a DeepFM over bins (Guo et al., IJCAI 2017).</summary>
internal sealed class DeepRanker : BinnedRanker
{
    private OneHotNetwork? _network;

    internal required DeepFmModel Model { get; init; }

    internal override RankerKind Kind => RankerKind.Deep;

    internal static DeepRanker Load(Stream stream, Head head, BinnedRows bins)
    {
        DeepFmModel model = DeepFmModel.Load(stream);
        CheckDimension(model.Dimension, bins);
        return new DeepRanker
        {
            Names = head.Names,
            NegativeRate = head.NegativeRate,
            Bins = bins,
            Model = model,
        };
    }

    private protected override double Score(ReadOnlySpan<int> indices)
    {
        // Two threads may make it at once; it is the same.
        _network ??= Model.ToOneHot(Bins.EntryOfIndex());
        Span<double> score = stackalloc double[1];
        _network.Score(indices, score);
        return score[0];
    }

    private protected override void SaveModel(Stream stream) => Model.Save(stream);
}
