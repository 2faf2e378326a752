using Souk.Learning.Data;
using Souk.Learning.Numerics;
using Souk.Learning.Training;

namespace Souk.Learning.Embeddings;

/// <summary>
/// The pairs (token, context) of a run of sequences, sorted into buckets by the groups of both. Sequences are taken in
/// fixed blocks, each with its own random numbers; a bucket holds the blocks' pairs in block order.
/// </summary>
internal sealed class PairBuckets
{
    private const int BucketCount = TokenGroups.Count * TokenGroups.Count;

    private readonly ItemSequences _sequences;
    private readonly SkipGramOptions _options;
    private readonly float[] _keep;
    private readonly TokenGroups _groups;
    private long[] _pairs = [];
    private int[] _bucketStarts = new int[BucketCount + 1];

    /// <summary>Prepares for sequences.</summary>
    /// <param name="sequences">The sequences.</param>
    /// <param name="keep">The chance of each token to be kept; 0 for those left out.</param>
    /// <param name="groups">The groups of the tokens.</param>
    /// <param name="options">The settings.</param>
    public PairBuckets(ItemSequences sequences, float[] keep, TokenGroups groups, SkipGramOptions options)
    {
        _sequences = sequences;
        _keep = keep;
        _groups = groups;
        _options = options;
    }

    /// <summary>The pairs of one bucket: token in the upper half, context in the lower.</summary>
    public ReadOnlySpan<long> Bucket(int tokenGroup, int contextGroup)
    {
        int bucket = (tokenGroup * TokenGroups.Count) + contextGroup;
        return _pairs.AsSpan(_bucketStarts[bucket], _bucketStarts[bucket + 1] - _bucketStarts[bucket]);
    }

    /// <summary>Fills the buckets from blocks of sequences.</summary>
    /// <param name="blockStarts">The first sequence of each block, and the end.</param>
    /// <param name="random">Gives the random source of a block.</param>
    public void Fill(ReadOnlySpan<int> blockStarts, Func<int, SeededRandom> random)
    {
        int[] starts = blockStarts.ToArray();
        int blocks = starts.Length - 1;
        List<long>[] found = new List<long>[blocks];
        int[][] counts = new int[blocks][];
        WorkPartition.ForBlocks(blocks, 1, _options.Threads, (block, _, _) =>
        {
            found[block] = PairsOf(starts[block], starts[block + 1], random(block));
            counts[block] = new int[BucketCount];
            foreach (long pair in found[block])
            {
                counts[block][BucketOf(pair)]++;
            }
        });
        int total = Offsets(counts);
        if (_pairs.Length < total)
        {
            _pairs = new long[total];
        }

        WorkPartition.ForBlocks(blocks, 1, _options.Threads, (block, _, _) =>
        {
            int[] next = counts[block];
            foreach (long pair in found[block])
            {
                _pairs[next[BucketOf(pair)]++] = pair;
            }
        });
    }

    /// <summary>Turns the counts of each block into the places where its pairs go.</summary>
    private int Offsets(int[][] counts)
    {
        int at = 0;
        for (int bucket = 0; bucket < BucketCount; bucket++)
        {
            _bucketStarts[bucket] = at;
            foreach (int[] own in counts)
            {
                int count = own[bucket];
                own[bucket] = at;
                at = checked(at + count);
            }
        }

        _bucketStarts[BucketCount] = at;
        return at;
    }

    private int BucketOf(long pair) =>
        (_groups.Of((int)(pair >> 32)) * TokenGroups.Count) + _groups.Of((int)pair);

    private List<long> PairsOf(int from, int to, SeededRandom random)
    {
        var pairs = new List<long>();
        int[] kept = [];
        for (int s = from; s < to; s++)
        {
            ReadOnlySpan<int> sequence = _sequences[s];
            if (kept.Length < sequence.Length)
            {
                kept = new int[sequence.Length];
            }

            int length = 0;
            foreach (int token in sequence)
            {
                if (_keep[token] >= 1f || (_keep[token] > 0f && random.NextSingle() < _keep[token]))
                {
                    kept[length++] = token;
                }
            }

            if (_options.Unordered)
            {
                random.Shuffle(kept.AsSpan(0, length));
            }

            AddPairs(kept.AsSpan(0, length), pairs, ref random);
        }

        return pairs;
    }

    private void AddPairs(ReadOnlySpan<int> tokens, List<long> pairs, ref SeededRandom random)
    {
        for (int i = 0; i < tokens.Length; i++)
        {
            int reach = 1 + random.Next(_options.Window);
            int last = (int)Math.Min(tokens.Length - 1L, (long)i + reach);
            for (int j = Math.Max(0, i - reach); j <= last; j++)
            {
                if (j != i)
                {
                    pairs.Add(((long)tokens[i] << 32) | (uint)tokens[j]);
                }
            }
        }
    }
}
