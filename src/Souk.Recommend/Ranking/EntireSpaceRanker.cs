using Souk.Core.Definition;
using Souk.Learning.Deep;

namespace Souk.Recommend.Ranking;

/// <summary>Ranks by the chance of a liking times that of the goal after it, of one network that learns both from all
/// that was shown (ESMM; Ma et al., SIGIR 2018).</summary>
internal sealed class EntireSpaceRanker : BinnedRanker
{
    // Keeps log-odds finite.
    private const double Smallest = 1e-9;

    private OneHotNetwork? _network;

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
        // Two threads may make it at once; it is the same.
        _network ??= Model.ToOneHot(Bins.EntryOfIndex());
        Span<double> scores = stackalloc double[2];
        _network.Score(indices, scores);
        double chance = 1 / (1 + Math.Exp(-scores[0])) / (1 + Math.Exp(-scores[1]));
        chance = Math.Clamp(chance, Smallest, 1 - Smallest);
        return Math.Log(chance / (1 - chance));
    }

    private protected override void SaveModel(Stream stream) => Model.Save(stream);
}
