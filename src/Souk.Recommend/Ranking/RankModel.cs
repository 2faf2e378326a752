using Souk.Core.Definition;
using Souk.Learning.Calibration;
using Souk.Learning.Persistence;

namespace Souk.Recommend.Ranking;

/// <summary>A trained ranker: the calibrated chance that an object shown to a subject leads to the goal. Safe for use
/// from several threads.</summary>
internal abstract class RankModel
{
    private const string FileKind = "recommend.ranker";
    private const int LayoutVersion = 1;

    // Marks the kind of a ranker in two stages in its file.
    private const int StagedMark = 256;

    /// <summary>The names of the features, in the order of a row.</summary>
    internal required IReadOnlyList<string> Names { get; init; }

    /// <summary>The share of the rows without a goal that it learned from, in (0, 1]: chances are corrected for those
    /// left out (King and Zeng, "Logistic regression in rare events data", 2001).</summary>
    internal double NegativeRate { get; init; } = 1;

    internal abstract RankerKind Kind { get; }

    private PlattScaling? Calibration { get; set; }

    /// <summary>The chance of the goal.</summary>
    internal double Probability(ReadOnlySpan<float> row) => Probability(row, 1);

    /// <summary>The chance of the goal among rows of which so many without a goal were kept.</summary>
    internal double Probability(ReadOnlySpan<float> row, double negativeRate)
    {
        double score = Score(row);
        double logit = Calibration is null ? score : (Calibration.Slope * score) + Calibration.Intercept;
        return 1 / (1 + Math.Exp(-(logit + Math.Log(NegativeRate / negativeRate))));
    }

    /// <summary>Learns to turn scores into chances, on rows that the model did not learn from.</summary>
    internal void Calibrate(ReadOnlySpan<float> rows, float[] labels)
    {
        double[] scores = new double[labels.Length];
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = Score(rows.Slice(i * Names.Count, Names.Count));
        }

        Calibration = PlattScaling.Fit(scores, labels);
    }

    /// <summary>The raw score, in log-odds.</summary>
    internal abstract double Score(ReadOnlySpan<float> row);

    /// <summary>How much each feature moved the score.</summary>
    internal abstract void Shares(ReadOnlySpan<float> row, Span<double> shares);

    /// <summary>The features that moved the score of a row most, with their shares in the score's own unit.</summary>
    internal IReadOnlyList<(string Name, double Share)> Strongest(ReadOnlySpan<float> row, int count)
    {
        double[] shares = new double[Names.Count];
        Shares(row, shares);
        return [.. Names.Zip(shares).Where(s => s.Second != 0).OrderByDescending(s => Math.Abs(s.Second)).Take(count)];
    }

    /// <summary>The model as bytes, checksums included.</summary>
    internal byte[] ToBytes()
    {
        using MemoryStream stream = new();
        ModelWriter writer = new(stream, FileKind, LayoutVersion);
        writer.WriteInt32((int)Kind | (IsStaged ? StagedMark : 0));
        writer.WriteInt32(Names.Count);
        foreach (string name in Names)
        {
            writer.WriteText(name);
        }

        writer.WriteDouble(NegativeRate);
        SaveHead(writer);
        writer.Complete();
        (Calibration ?? throw new InvalidOperationException("The ranker was not calibrated.")).Save(stream);
        SaveModel(stream);
        return stream.ToArray();
    }

    /// <summary>Reads a model.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged or of another kind.</exception>
    internal static RankModel FromBytes(byte[] bytes)
    {
        using MemoryStream stream = new(bytes, writable: false);
        ModelReader reader = new(stream, FileKind, LayoutVersion);
        int mark = reader.ReadInt32();
        bool isStaged = (mark & StagedMark) != 0;
        RankerKind kind = (RankerKind)(mark & ~StagedMark);
        string[] names = new string[Math.Clamp(reader.ReadInt32(), 0, bytes.Length)];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = reader.ReadText();
        }

        Head head = new(names, reader.ReadDouble());
        BinnedRows? bins = !isStaged
            && kind is RankerKind.Logistic or RankerKind.Factorization or RankerKind.Deep or RankerKind.Esmm
            ? BinnedRows.Load(reader, names.Length) : null;
        reader.Complete();
        if (head.NegativeRate is not (> 0 and <= 1))
        {
            throw new InvalidDataException($"The ranker kept {head.NegativeRate} of its rows; it must be in (0, 1].");
        }

        PlattScaling calibration = PlattScaling.Load(stream);
        RankModel model = isStaged ? StagedRanker.Load(stream, head) : kind switch
        {
            RankerKind.Logistic => LogisticRanker.Load(stream, head, bins!),
            RankerKind.Factorization => FactorizationRanker.Load(stream, head, bins!),
            RankerKind.Trees => TreesRanker.Load(stream, head),
            RankerKind.Deep => DeepRanker.Load(stream, head, bins!),
            RankerKind.Esmm => EntireSpaceRanker.Load(stream, head, bins!),
            _ => throw new InvalidDataException($"{kind} is no kind of trained ranker."),
        };
        model.Calibration = calibration;
        return model;
    }

    /// <summary>Whether it is made of two models, one after the other.</summary>
    internal virtual bool IsStaged => false;

    /// <summary>Writes what goes before the calibration.</summary>
    private protected virtual void SaveHead(ModelWriter writer)
    {
    }

    /// <summary>Writes what goes after it.</summary>
    private protected abstract void SaveModel(Stream stream);

    /// <summary>What the files of all kinds begin with.</summary>
    internal readonly record struct Head(string[] Names, double NegativeRate);
}
