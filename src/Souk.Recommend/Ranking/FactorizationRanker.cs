using Souk.Core.Definition;
using Souk.Learning.FactorizationMachines;

namespace Souk.Recommend.Ranking;

/// <summary>Ranks by a factorization machine over bins.</summary>
internal sealed class FactorizationRanker : BinnedRanker
{
    internal required FactorizationMachineModel Model { get; init; }

    internal override RankerKind Kind => RankerKind.Factorization;

    internal override void Shares(ReadOnlySpan<float> row, Span<double> shares)
    {
        int[] indices = new int[Bins.Entries];
        Bins.Encode(row, indices);
        double[] entries = new double[indices.Length];
        Model.Contributions(indices, Ones, Fields, entries);
        Bins.ShareOut(entries, shares);
    }

    internal static FactorizationRanker Load(Stream stream, Head head, BinnedRows bins)
    {
        FactorizationMachineModel model = FactorizationMachineModel.Load(stream);
        CheckDimension(model.Dimension, bins);
        return new FactorizationRanker
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
