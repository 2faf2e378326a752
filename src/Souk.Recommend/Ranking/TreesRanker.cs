using Souk.Core.Definition;
using Souk.Learning.Trees;

namespace Souk.Recommend.Ranking;

/// <summary>Ranks by gradient-boosted trees.</summary>
internal sealed class TreesRanker : RankModel
{
    internal required BoostedTreesModel Model { get; init; }

    internal override RankerKind Kind => RankerKind.Trees;

    internal override double Score(ReadOnlySpan<float> row) => Model.Score(row);

    internal override void Shares(ReadOnlySpan<float> row, Span<double> shares) => Model.Contributions(row, shares);

    internal static TreesRanker Load(Stream stream, Head head)
    {
        BoostedTreesModel model = BoostedTreesModel.Load(stream);
        return model.Schema.Count == head.Names.Length
            ? new TreesRanker { Names = head.Names, NegativeRate = head.NegativeRate, Model = model }
            : throw new InvalidDataException(
                $"The trees have {model.Schema.Count} columns, the ranker {head.Names.Length}.");
    }

    private protected override void SaveModel(Stream stream) => Model.Save(stream);
}
