using Souk.Learning.Search;

namespace Souk.Learning.Tests.Search;

public sealed class HnswIndexTests
{
    private const int Dimension = 24;

    [Theory]
    [InlineData(VectorMetric.Cosine, 0.97)]
    [InlineData(VectorMetric.InnerProduct, 0.95)]
    [InlineData(VectorMetric.Euclidean, 0.97)]
    public void It_finds_nearly_all_neighbours_even_where_lengths_vary(VectorMetric metric, double least)
    {
        float[] vectors = MadeVectors.Clustered(1_500, Dimension, 1, varyLengths: true);
        using var index = new HnswIndex(Dimension, metric);
        index.Add(MadeVectors.Ids(1_500), vectors);

        double recall = Recall(index, vectors, MadeVectors.Ids(1_500), metric);
        Assert.True(recall > least, $"recall {recall}");
    }

    [Theory]
    [InlineData(VectorMetric.Cosine, 0.97)]
    [InlineData(VectorMetric.InnerProduct, 0.9)]
    public void It_stays_good_while_vectors_come_and_go(VectorMetric metric, double least)
    {
        float[] vectors = MadeVectors.Clustered(1_200, Dimension, 2, varyLengths: true);
        using var index = new HnswIndex(Dimension, metric);
        var live = new SortedSet<int>();
        var random = new Random(5);
        for (int step = 0; step < 2_500; step++)
        {
            int id = random.Next(1_200);
            if (live.Contains(id) && random.Next(2) == 0)
            {
                Assert.True(index.Remove(id));
                live.Remove(id);
            }
            else
            {
                index.Add([id], vectors.AsSpan(id * Dimension, Dimension));
                live.Add(id);
            }
        }

        Assert.Equal(live.Count, index.Count);
        double recall = Recall(index, vectors, [.. live], metric);
        Assert.True(recall > least, $"recall {recall}");
    }

    [Fact]
    public void Removed_vectors_are_never_answered_and_all_may_go()
    {
        float[] vectors = MadeVectors.Clustered(500, Dimension, 3);
        using var index = new HnswIndex(Dimension, VectorMetric.Cosine);
        index.Add(MadeVectors.Ids(500), vectors);
        for (int id = 0; id < 500; id += 2)
        {
            Assert.True(index.Remove(id));
            Assert.False(index.Contains(id));
        }

        var hits = new SearchHit[250];
        Assert.Equal(250, index.Search(vectors.AsSpan(0, Dimension), hits));
        Assert.All(hits, h => Assert.Equal(1, h.Id % 2));
        for (int id = 1; id < 500; id += 2)
        {
            index.Remove(id);
        }

        Assert.Equal(0, index.Search(vectors.AsSpan(0, Dimension), hits));
        index.Add([3], vectors.AsSpan(0, Dimension));
        Assert.Equal(1, index.Search(vectors.AsSpan(0, Dimension), hits));
        Assert.Equal(3, hits[0].Id);
    }

    [Fact]
    public void The_graph_is_the_same_bytes_for_any_number_of_threads()
    {
        float[] vectors = MadeVectors.Clustered(1_500, Dimension, 4);

        byte[] one = Saved(Built(vectors, threads: 1));
        byte[] four = Saved(Built(vectors, threads: 4));

        Assert.Equal(one, four);
    }

    [Fact]
    public void A_filter_that_lets_little_through_still_gets_all_it_accepts()
    {
        float[] vectors = MadeVectors.Clustered(1_000, Dimension, 5);
        using HnswIndex index = Built(vectors, threads: 0);
        var hits = new SearchHit[10];

        int found = index.Search(vectors.AsSpan(0, Dimension), hits, new ExactIndexTests.Multiples(250));

        Assert.Equal(4, found);
        Assert.Equal([0, 250, 500, 750], hits[..4].Select(h => h.Id).Order());
    }

    [Fact]
    public void A_saved_index_answers_the_same_goes_on_living_and_a_torn_file_is_refused()
    {
        float[] vectors = MadeVectors.Clustered(80, Dimension, 6);
        using HnswIndex index = Built(vectors, threads: 0);
        index.Remove(7);
        byte[] bytes = Saved(index);
        using var file = new MemoryStream(bytes);
        using HnswIndex loaded = HnswIndex.Load(file);
        var before = new SearchHit[10];
        var after = new SearchHit[10];

        index.Search(vectors.AsSpan(0, Dimension), before);
        loaded.Search(vectors.AsSpan(0, Dimension), after);
        index.Add([7], vectors.AsSpan(7 * Dimension, Dimension));
        loaded.Add([7], vectors.AsSpan(7 * Dimension, Dimension));

        Assert.Equal(before, after);
        Assert.Equal(Saved(index), Saved(loaded));
        for (int length = 0; length < bytes.Length; length += 101)
        {
            using var torn = new MemoryStream(bytes[..length]);
            Assert.Throws<InvalidDataException>(() => HnswIndex.Load(torn));
        }
    }

    [Fact]
    public void Flipped_bytes_in_a_file_are_refused_and_never_crash()
    {
        byte[] bytes = Saved(Built(MadeVectors.Clustered(30, Dimension, 7), threads: 0));
        var random = new Random(1);
        for (int i = 0; i < 300; i++)
        {
            byte[] damaged = (byte[])bytes.Clone();
            damaged[random.Next(bytes.Length)] ^= (byte)(1 + random.Next(255));
            using var file = new MemoryStream(damaged);
            Assert.Throws<InvalidDataException>(() => HnswIndex.Load(file));
        }
    }

    [Fact]
    public async Task Searching_goes_on_while_another_thread_adds_and_removes()
    {
        float[] vectors = MadeVectors.Clustered(1_200, Dimension, 8);
        using var index = new HnswIndex(Dimension, VectorMetric.Cosine);
        index.Add(MadeVectors.Ids(200), vectors.AsSpan(0, 200 * Dimension));
        using var done = new CancellationTokenSource();
        Task<int> searching = Task.Run(() => SearchUntil(index, vectors, done.Token));
        for (int id = 200; id < 1_200; id++)
        {
            index.Add([id], vectors.AsSpan(id * Dimension, Dimension));
            if (id % 3 == 0)
            {
                index.Remove(id - 100);
            }
        }

        await done.CancelAsync();
        Assert.Equal(0, await searching);
    }

    [Fact]
    public void The_adaptive_index_turns_into_a_graph_when_it_grows()
    {
        float[] vectors = MadeVectors.Clustered(600, Dimension, 9);
        using var index = new AdaptiveIndex(Dimension, VectorMetric.InnerProduct, exactValues: 500 * Dimension);
        index.Add(MadeVectors.Ids(500), vectors.AsSpan(0, 500 * Dimension));
        Assert.True(index.IsExact);
        using AdaptiveIndex exactAgain = Reloaded(index);
        Assert.True(exactAgain.IsExact);
        index.Add([.. Enumerable.Range(500, 100)], vectors.AsSpan(500 * Dimension));

        Assert.False(index.IsExact);
        using AdaptiveIndex graphAgain = Reloaded(index);
        Assert.False(graphAgain.IsExact);
        Assert.Equal(600, graphAgain.Count);
        Assert.Equal(600, index.Count);
        Assert.True(Recall(index, vectors, MadeVectors.Ids(600), VectorMetric.InnerProduct) > 0.97);
    }

    private static int SearchUntil(HnswIndex index, float[] vectors, CancellationToken done)
    {
        int wrong = 0;
        var hits = new SearchHit[5];
        do
        {
            int found = index.Search(vectors.AsSpan(0, Dimension), hits);
            for (int i = 0; i < found; i++)
            {
                float[] vector = vectors[(hits[i].Id * Dimension)..((hits[i].Id + 1) * Dimension)];
                double expected = MadeVectors.Similarity(vector, vectors[..Dimension], VectorMetric.Cosine);
                wrong += Math.Abs(expected - hits[i].Similarity) > 1e-4 ? 1 : 0;
            }

            wrong += found == 5 ? 0 : 1;
        }
        while (!done.IsCancellationRequested);
        return wrong;
    }

    private static double Recall(IVectorIndex index, float[] vectors, int[] ids, VectorMetric metric)
    {
        const int queries = 100;
        const int count = 10;
        float[] asked = MadeVectors.Clustered(queries, Dimension, 99);
        Dictionary<int, float[]> model = ids.ToDictionary(
            id => id, id => vectors[(id * Dimension)..((id + 1) * Dimension)]);
        var hits = new SearchHit[queries * count];
        index.SearchMany(asked, count, hits);
        int right = 0;
        for (int q = 0; q < queries; q++)
        {
            int[] truth = MadeVectors.Nearest(model, asked.AsSpan(q * Dimension, Dimension), metric, count);
            right += hits[(q * count)..((q + 1) * count)].Count(h => truth.Contains(h.Id));
        }

        return right / (double)(queries * count);
    }

    private static AdaptiveIndex Reloaded(AdaptiveIndex index)
    {
        using var file = new MemoryStream();
        index.Save(file);
        file.Position = 0;
        return AdaptiveIndex.Load(file);
    }

    private static HnswIndex Built(float[] vectors, int threads)
    {
        var index = new HnswIndex(Dimension, VectorMetric.Cosine, new HnswOptions { Threads = threads });
        index.Add(MadeVectors.Ids(vectors.Length / Dimension), vectors);
        return index;
    }

    private static byte[] Saved(HnswIndex index)
    {
        using var file = new MemoryStream();
        index.Save(file);
        return file.ToArray();
    }
}
