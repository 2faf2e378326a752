using Souk.Core.Definition;
using Souk.Learning.FactorizationMachines;
using Souk.Learning.Persistence;

namespace Souk.Recommend.Ranking;

/// <summary>Ranks by a factorization machine over bins.</summary>
internal sealed class FactorizationRanker : RankModel
{
    private float[] _ones = [];
    private ushort[] _fields = [];

    internal required BinnedRows Bins
    {
        get;
        init
        {
            field = value;
            _ones = new float[value.Entries];
            _fields = new ushort[value.Entries];
            Array.Fill(_ones, 1);
            for (int i = 0; i < _fields.Length; i++)
            {
                _fields[i] = (ushort)i;
            }
        }
    }

    internal required FactorizationMachineModel Model { get; init; }

    internal override RankerKind Kind => RankerKind.Factorization;

    internal override double Score(ReadOnlySpan<float> row)
    {
        Span<int> indices = stackalloc int[Bins.Entries];
        Bins.Encode(row, indices);
        return Model.Score(indices, _ones, _fields);
    }

    internal override void Shares(ReadOnlySpan<float> row, Span<double> shares)
    {
        int[] indices = new int[Bins.Entries];
        Bins.Encode(row, indices);
        double[] entries = new double[indices.Length];
        Model.Contributions(indices, _ones, _fields, entries);
        Bins.ShareOut(entries, shares);
    }

    internal static FactorizationRanker Load(Stream stream, Head head, BinnedRows bins)
    {
        FactorizationMachineModel model = FactorizationMachineModel.Load(stream);
        return model.Dimension == bins.Dimension
            ? new FactorizationRanker
            {
                Names = head.Names,
                NegativeRate = head.NegativeRate,
                Bins = bins,
                Model = model,
            }
            : throw new InvalidDataException(
                $"The factors are of {model.Dimension} indices, the bins of {bins.Dimension}.");
    }

    private protected override void SaveHead(ModelWriter writer) => Bins.Save(writer);

    private protected override void SaveModel(Stream stream) => Model.Save(stream);
}
