using Souk.Core.Definition;
using Souk.Learning.Deep;

namespace Souk.Recommend.Ranking;

/// <summary>Ranks by the chance of a liking times that of the goal after it, of one network that learns both from all
/// that was shown (ESMM; Ma et al., SIGIR 2018).</summary>
internal sealed class EntireSpaceRanker : BinnedRanker
{
    // Keeps log-odds finite.
    private const double Smallest = 1e-9;

    internal required MultiTaskModel Model { get; init; }

    internal override RankerKind Kind => RankerKind.Esmm;

    internal static EntireSpaceRanker Load(Stream stream, Head head, BinnedRows bins)
    {
        MultiTaskModel model = MultiTaskModel.Load(stream);
        CheckDimension(model.Dimension, bins);
        return model is { Structure: MultiTaskStructure.EntireSpace, Tasks: 2 }
            ? new EntireSpaceRanker
            {
                Names = head.Names,
                NegativeRate = head.NegativeRate,
                Bins = bins,
                Model = model,
            }
            : throw new InvalidDataException("The ranker's network is not one of a liking and the goal after it.");
    }

    private protected override double Score(ReadOnlySpan<int> indices)
    {
        Span<double> chances = stackalloc double[2];
        Model.Predict(indices, Ones, Fields, chances);
        double chance = Math.Clamp(chances[0] * chances[1], Smallest, 1 - Smallest);
        return Math.Log(chance / (1 - chance));
    }

    private protected override void SaveModel(Stream stream) => Model.Save(stream);
}
