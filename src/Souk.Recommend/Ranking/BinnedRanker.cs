using Souk.Learning.Persistence;

namespace Souk.Recommend.Ranking;

/// <summary>Ranks by a model whose features are bins, one field a column.</summary>
internal abstract class BinnedRanker : RankModel
{
    internal required BinnedRows Bins
    {
        get;
        init
        {
            field = value;
            Ones = new float[value.Entries];
            Fields = new ushort[value.Entries];
            Array.Fill(Ones, 1);
            for (int i = 0; i < Fields.Length; i++)
            {
                Fields[i] = (ushort)i;
            }
        }
    }

    /// <summary>The value of each entry of a row.</summary>
    private protected float[] Ones { get; private init; } = [];

    /// <summary>The field of each entry of a row.</summary>
    private protected ushort[] Fields { get; private init; } = [];

    internal override double Score(ReadOnlySpan<float> row)
    {
        Span<int> indices = stackalloc int[Bins.Entries];
        Bins.Encode(row, indices);
        return Score(indices);
    }

    // What the score would lose if the feature were missing: these models have no shares of their own.
    internal override void Shares(ReadOnlySpan<float> row, Span<double> shares)
    {
        double whole = Score(row);
        float[] without = row.ToArray();
        for (int i = 0; i < without.Length; i++)
        {
            without[i] = float.NaN;
            shares[i] = whole - Score(without);
            without[i] = row[i];
        }
    }

    /// <summary>The raw score of a row's indices, in log-odds.</summary>
    private protected abstract double Score(ReadOnlySpan<int> indices);

    private protected override void SaveHead(ModelWriter writer) => Bins.Save(writer);

    /// <summary>Refuses a model over other bins.</summary>
    private protected static void CheckDimension(int dimension, BinnedRows bins)
    {
        if (dimension != bins.Dimension)
        {
            throw new InvalidDataException($"The model is of {dimension} indices, the bins of {bins.Dimension}.");
        }
    }
}
