using Souk.Learning.Data;
using Souk.Learning.Numerics;
using Souk.Learning.Training;

namespace Souk.Learning.Embeddings;

/// <summary>
/// Word2vec: skip-gram with negative sampling and subsampling of frequent tokens (Mikolov et al., 2013), for words in
/// sentences as for items in sessions and baskets (item2vec; Barkan and Koenigstein, 2016). Trained in rounds by
/// several threads without any race; see <see cref="TokenGroups"/>.
/// </summary>
public static class SkipGram
{
    private const double LastRateShare = 0.001;

    // Pairs of one round are held in memory, 8 bytes each; a round is long beside drawing new groups, which costs a
    // pass over the vocabulary.
    private const int PairsPerRound = 2_000_000;
    private const int BlocksPerRound = 64;

    // Streams of the seed: starting vectors, groups of a round, sequences of a block, noise of a task.
    private const ulong GroupStream = 1UL << 40;
    private const ulong BlockStream = 1UL << 41;
    private const ulong NoiseStream = 1UL << 42;

    /// <summary>Learns vectors.</summary>
    /// <param name="sequences">Sentences, sessions or baskets of tokens.</param>
    /// <param name="options">Settings, or null for the defaults.</param>
    /// <param name="progress">Told after every epoch, without a loss.</param>
    /// <param name="cancellation">Ends the training early.</param>
    /// <exception cref="ArgumentException">No token comes often enough.</exception>
    public static EmbeddingModel Fit(
        ItemSequences sequences,
        SkipGramOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        options ??= new SkipGramOptions();
        options.Validate();
        long[] counts = Counts(sequences, options.MinCount, out long total);
        if (total == 0)
        {
            throw new ArgumentException(
                $"No token comes at least {options.MinCount} times in the {sequences.Count} " +
                "sequences.", nameof(sequences));
        }

        var vectors = new VectorTable(counts.Length, options.Dimension);
        var contexts = new VectorTable(counts.Length, options.Dimension);
        Start(vectors, counts, options);
        var groups = new TokenGroups(counts, options.NoiseExponent);
        var buckets = new PairBuckets(sequences, KeepChances(counts, total, options.Subsampling), groups, options);
        var kernel = new SkipGramKernel(vectors, contexts, groups, options.Negatives);
        List<int[]> rounds = Rounds(sequences, options.Window);
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            for (int r = 0; r < rounds.Count; r++)
            {
                cancellation.ThrowIfCancellationRequested();
                int number = (epoch * rounds.Count) + r;
                double done = (double)number / ((double)options.Epochs * rounds.Count);
                double rate = options.LearningRate * Math.Max(LastRateShare, 1 - done);
                TrainRound(rounds[r], (ulong)number, (float)rate, groups, buckets, kernel, options);
            }

            progress?.Report(new TrainingProgress(epoch + 1, options.Epochs));
        }

        return new EmbeddingModel(vectors, contexts);
    }

    private static void TrainRound(
        int[] blockStarts, ulong number, float rate, TokenGroups groups, PairBuckets buckets, SkipGramKernel kernel,
        SkipGramOptions options)
    {
        groups.Draw(new SeededRandom(options.Seed, GroupStream + number));
        buckets.Fill(
            blockStarts,
            block => new SeededRandom(options.Seed, BlockStream + (number * BlocksPerRound) + (ulong)block));
        for (int shift = 0; shift < TokenGroups.Count; shift++)
        {
            int turn = shift;
            WorkPartition.ForBlocks(TokenGroups.Count, 1, options.Threads, (group, _, _) =>
            {
                int contextGroup = (group + turn) % TokenGroups.Count;
                ulong task = (((number * TokenGroups.Count) + (ulong)turn) * TokenGroups.Count) + (ulong)group;
                kernel.Train(
                    buckets.Bucket(group, contextGroup),
                    contextGroup,
                    rate,
                    new SeededRandom(options.Seed, NoiseStream + task));
            });
        }
    }

    private static long[] Counts(ItemSequences sequences, int minCount, out long total)
    {
        long[] counts = new long[sequences.ItemCount];
        foreach (int token in sequences.Items)
        {
            counts[token]++;
        }

        total = 0;
        for (int t = 0; t < counts.Length; t++)
        {
            counts[t] = counts[t] < minCount ? 0 : counts[t];
            total += counts[t];
        }

        return counts;
    }

    /// <summary>The chance (sqrt(x) + 1) / x for a token x times as frequent as the threshold, as word2vec does
    /// it.</summary>
    private static float[] KeepChances(long[] counts, long total, double threshold)
    {
        float[] keep = new float[counts.Length];
        for (int t = 0; t < counts.Length; t++)
        {
            double excess = threshold == 0 ? 0 : counts[t] / (threshold * total);
            double chance = excess <= 1 ? 1 : (Math.Sqrt(excess) + 1) / excess;
            keep[t] = counts[t] == 0 ? 0f : (float)Math.Min(1, chance);
        }

        return keep;
    }

    private static void Start(VectorTable vectors, long[] counts, SkipGramOptions options)
    {
        for (int t = 0; t < counts.Length; t++)
        {
            if (counts[t] == 0)
            {
                continue;
            }

            var random = new SeededRandom(options.Seed, (ulong)t);
            foreach (ref float value in vectors.Row(t))
            {
                value = (random.NextSingle() - 0.5f) / options.Dimension;
            }
        }
    }

    /// <summary>Cuts the sequences into rounds of about as many pairs, and each round into blocks.</summary>
    private static List<int[]> Rounds(ItemSequences sequences, int window)
    {
        var rounds = new List<int[]>();
        var starts = new List<int> { 0 };
        long blockPairs = 0;
        for (int s = 0; s < sequences.Count; s++)
        {
            // A token has window + 1 companions on average, but not more than there are.
            long length = sequences[s].Length;
            blockPairs += length * Math.Min(length, window + 1L);
            if (blockPairs < PairsPerRound / BlocksPerRound && s + 1 < sequences.Count)
            {
                continue;
            }

            starts.Add(s + 1);
            blockPairs = 0;
            if (starts.Count > BlocksPerRound || s + 1 == sequences.Count)
            {
                rounds.Add([.. starts]);
                starts.Clear();
                starts.Add(s + 1);
            }
        }

        return rounds;
    }
}
