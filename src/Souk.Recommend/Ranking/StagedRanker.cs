using Souk.Core.Definition;
using Souk.Learning.Persistence;

namespace Souk.Recommend.Ranking;

/// <summary>
/// Ranks by two chances, each with a model of its own: that an object shown is liked at all, and that the goal follows
/// where it is. Likings are many where goals are few, so the first is learned much better than the goal's own chance
/// would be (the decomposition of Ma et al., "Entire Space Multi-Task Model", SIGIR 2018).
/// </summary>
internal sealed class StagedRanker : RankModel
{
    // Keeps log-odds finite.
    private const double Smallest = 1e-9;

    /// <summary>The chance of a liking or of the goal.</summary>
    internal required RankModel Liked { get; init; }

    /// <summary>The chance of the goal where there is one of them.</summary>
    internal required RankModel Reached { get; init; }

    internal override RankerKind Kind => Liked.Kind;

    internal override double Score(ReadOnlySpan<float> row)
    {
        double chance = Math.Clamp(Liked.Probability(row) * Reached.Probability(row), Smallest, 1 - Smallest);
        return Math.Log(chance / (1 - chance));
    }

    // Where chances are small their log-odds add up as their logarithms do.
    internal override void Shares(ReadOnlySpan<float> row, Span<double> shares)
    {
        Span<double> second = stackalloc double[shares.Length];
        Liked.Shares(row, shares);
        Reached.Shares(row, second);
        for (int i = 0; i < shares.Length; i++)
        {
            shares[i] += second[i];
        }
    }

    internal static StagedRanker Load(Stream stream, Head head)
    {
        RankModel liked = ReadModel(stream);
        RankModel reached = ReadModel(stream);
        return liked.Names.SequenceEqual(head.Names) && reached.Names.SequenceEqual(head.Names)
            ? new StagedRanker
            {
                Names = head.Names,
                NegativeRate = head.NegativeRate,
                Liked = liked,
                Reached = reached,
            }
            : throw new InvalidDataException("The two models of a ranker read other features than the ranker.");
    }

    internal override bool IsStaged => true;

    private protected override void SaveModel(Stream stream)
    {
        foreach (RankModel model in new[] { Liked, Reached })
        {
            byte[] bytes = model.ToBytes();
            stream.Write(BitConverter.GetBytes(bytes.Length));
            stream.Write(bytes);
        }
    }

    private static RankModel ReadModel(Stream stream)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        if (stream.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) < length.Length
            || BitConverter.ToInt32(length) is not (> 0 and int count) || count > stream.Length - stream.Position)
        {
            throw new InvalidDataException("The ranker ends before the models of its stages do.");
        }

        byte[] bytes = new byte[count];
        stream.ReadExactly(bytes);
        RankModel model = FromBytes(bytes);
        return model.IsStaged
            ? throw new InvalidDataException("A stage of a ranker has stages of its own.") : model;
    }
}
