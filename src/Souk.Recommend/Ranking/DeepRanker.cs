using Souk.Core.Definition;
using Souk.Learning.Deep;

namespace Souk.Recommend.Ranking;

/// <summary>Ranks by a DeepFM over bins (Guo et al., IJCAI 2017).</summary>
internal sealed class DeepRanker : BinnedRanker
{
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

    private protected override double Score(ReadOnlySpan<int> indices) => Model.Score(indices, Ones, Fields);

    private protected override void SaveModel(Stream stream) => Model.Save(stream);
}
