using Souk.Learning.Data;
using Souk.Learning.Embeddings;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Embeddings;

public sealed class SkipGramTests
{
    private static readonly SkipGramOptions Small = new()
    {
        Dimension = 20,
        Window = 3,
        Subsampling = 0,
        Epochs = 20,
        LearningRate = 0.05,
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Tokens_that_come_together_are_near_and_others_far(bool unordered)
    {
        EmbeddingModel model = SkipGram.Fit(Topics(600, seed: 1), Small with { Unordered = unordered });
        double within = 0;
        double across = 0;
        for (int a = 0; a < model.Tokens; a++)
        {
            for (int b = 0; b < a; b++)
            {
                if (a % Topic.Count == b % Topic.Count)
                {
                    within += model.Similarity(a, b) / Topic.PairsWithin;
                }
                else
                {
                    across += model.Similarity(a, b) / Topic.PairsAcross;
                }
            }
        }

        Assert.True(within > across + 0.4, $"{within} within, {across} across");
    }

    [Fact]
    public void The_result_is_the_same_bits_for_any_number_of_threads()
    {
        ItemSequences sequences = Topics(400, seed: 2);
        SkipGramOptions options = Small with { Epochs = 2, Subsampling = 0.01, Dimension = 33, Threads = 1 };

        byte[] one = Saved(SkipGram.Fit(sequences, options));
        byte[] four = Saved(SkipGram.Fit(sequences, options with { Threads = 4 }));

        Assert.Equal(one, four);
    }

    [Fact]
    public void Pairs_are_all_companions_within_the_window_and_each_stands_in_its_own_bucket()
    {
        // With a reach of one, every token pairs with its direct neighbours only.
        var sequences = ItemSequences.FromLists(10, [[0, 1, 2, 3], [], [4], [5, 5, 6]]);
        var groups = new TokenGroups([1, 1, 1, 1, 1, 2, 1, 0, 0, 0], 0.75);
        groups.Draw(new SeededRandom(1));
        float[] keep = [1, 1, 1, 1, 1, 1, 1, 0, 0, 0];
        var buckets = new PairBuckets(sequences, keep, groups, Small with { Window = 1, Threads = 2 });

        buckets.Fill([0, 2, 4], block => new SeededRandom(1, (ulong)block));

        var found = new List<(int, int)>();
        for (int a = 0; a < TokenGroups.Count; a++)
        {
            for (int b = 0; b < TokenGroups.Count; b++)
            {
                foreach (long pair in buckets.Bucket(a, b))
                {
                    Assert.Equal((a, b), (groups.Of((int)(pair >> 32)), groups.Of((int)pair)));
                    found.Add(((int)(pair >> 32), (int)pair));
                }
            }
        }

        (int, int)[] expected =
            [(0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 2), (5, 5), (5, 5), (5, 6), (6, 5)];
        Assert.Equal(expected.Order(), found.Order());
    }

    [Fact]
    public void One_pair_moves_the_rows_as_the_gradient_says()
    {
        var vectors = new VectorTable(2, 3);
        var contexts = new VectorTable(2, 3);
        float[] token = [0.5f, -0.2f, 0.1f];
        float[] context = [0.3f, 0.4f, -0.6f];
        token.CopyTo(vectors.Row(0));
        context.CopyTo(contexts.Row(1));

        // The only noise token is the context itself, which is no noise; what is left is the positive part.
        var groups = new TokenGroups([0, 5], 1);
        groups.Draw(new SeededRandom(1));
        int group = groups.Of(1);
        new SkipGramKernel(vectors, contexts, groups, negatives: 5).Train([1L], group, 0.1f, new SeededRandom(1));

        double dot = (0.5 * 0.3) - (0.2 * 0.4) - (0.1 * 0.6);
        double step = 0.1 * (1 - (1 / (1 + Math.Exp(-dot))));
        for (int c = 0; c < 3; c++)
        {
            Assert.Equal(token[c] + (step * context[c]), vectors.Row(0)[c], 2e-4);
            Assert.Equal(context[c] + (step * token[c]), contexts.Row(1)[c], 2e-4);
        }
    }

    [Fact]
    public void Groups_share_no_token_and_carry_nearly_equal_weight()
    {
        long[] counts = [.. Enumerable.Range(1, 800).Select(i => 100_000L / i)];
        var groups = new TokenGroups(counts, 0.75);
        groups.Draw(new SeededRandom(4));
        double[] weights = new double[TokenGroups.Count];
        for (int t = 8; t < counts.Length; t++)
        {
            weights[groups.Of(t)] += counts[t];
        }

        Assert.InRange(weights.Max() / weights.Min(), 1, 1.25);
        var random = new SeededRandom(5);
        for (int i = 0; i < 1_000; i++)
        {
            int group = i % TokenGroups.Count;
            Assert.Equal(group, groups.Of(groups.Noise(group, ref random)));
        }
    }

    [Fact]
    public void Rare_tokens_are_left_out_with_zero_vectors()
    {
        var sequences = ItemSequences.FromLists(4, [[0, 1, 0, 1], [0, 1, 3]]);

        EmbeddingModel model = SkipGram.Fit(sequences, Small with { MinCount = 2 });

        Assert.All(model.Vectors.Row(3).ToArray(), v => Assert.Equal(0f, v));
        Assert.Equal(0f, model.Similarity(0, 3));
        Assert.Throws<ArgumentException>(() => SkipGram.Fit(sequences, Small with { MinCount = 9 }));
    }

    [Fact]
    public void The_recommender_places_users_near_what_their_history_holds()
    {
        EmbeddingModel model = SkipGram.Fit(Topics(600, seed: 3), Small);
        var histories = SparseMatrix.FromEntries(2, model.Tokens, [0, 0, 1, 1], [0, 3, 1, 4], [1, 1, 1, 1]);
        EmbeddingRecommender recommender = EmbeddingRecommender.Create(model, histories);

        Assert.True(recommender.Score(0, 6) > recommender.Score(0, 7));
        Assert.True(recommender.Score(1, 7) > recommender.Score(1, 6));
        Assert.Throws<ArgumentException>(
            () => EmbeddingRecommender.Create(model, SparseMatrix.FromEntries(1, 2, [], [], [])));
    }

    [Fact]
    public void A_saved_model_loads_the_same_and_a_torn_file_is_refused()
    {
        EmbeddingModel model = SkipGram.Fit(Topics(20, seed: 4), Small with { Epochs = 1 });
        byte[] bytes = Saved(model);
        using var file = new MemoryStream(bytes);
        EmbeddingModel loaded = EmbeddingModel.Load(file);

        Assert.Equal(bytes, Saved(loaded));
        for (int length = 0; length < bytes.Length; length += 57)
        {
            using var torn = new MemoryStream(bytes[..length]);
            Assert.Throws<InvalidDataException>(() => EmbeddingModel.Load(torn));
        }
    }

    [Fact]
    public void The_alias_table_draws_in_proportion_to_the_weights()
    {
        double[] weights = [5, 0, 1, 3, 0.5, 0.5];
        var sampler = new AliasSampler(weights);
        var random = new SeededRandom(6);
        int[] drawn = new int[weights.Length];
        const int draws = 200_000;
        for (int i = 0; i < draws; i++)
        {
            drawn[sampler.Draw(ref random)]++;
        }

        for (int i = 0; i < weights.Length; i++)
        {
            Assert.Equal(weights[i] / 10, drawn[i] / (double)draws, 0.005);
        }

        Assert.Throws<ArgumentException>(() => new AliasSampler([0, 0]));
        Assert.Throws<ArgumentException>(() => new AliasSampler([1, -1]));
    }

    private static ItemSequences Topics(int sequences, ulong seed)
    {
        const int length = 12;
        var random = new SeededRandom(seed);
        int[] starts = new int[sequences + 1];
        int[] items = new int[sequences * length];
        for (int s = 0; s < sequences; s++)
        {
            int topic = random.Next(Topic.Count);
            for (int i = 0; i < length; i++)
            {
                items[(s * length) + i] = topic + (Topic.Count * random.Next(Topic.Tokens / Topic.Count));
            }

            starts[s + 1] = (s + 1) * length;
        }

        return new ItemSequences(Topic.Tokens, starts, items);
    }

    private static byte[] Saved(EmbeddingModel model)
    {
        using var file = new MemoryStream();
        model.Save(file);
        return file.ToArray();
    }

    private static class Topic
    {
        public const int Count = 3;
        public const int Tokens = 30;
        public const double PairsWithin = Count * (Tokens / Count) * ((Tokens / Count) - 1) / 2.0;
        public const double PairsAcross = (Tokens * (Tokens - 1) / 2.0) - PairsWithin;
    }
}
