using FsCheck;
using FsCheck.Fluent;
using Souk.Learning.Search;

namespace Souk.Learning.Tests.Search;

public sealed class ExactIndexTests
{
    [Theory]
    [InlineData(VectorMetric.Cosine)]
    [InlineData(VectorMetric.InnerProduct)]
    [InlineData(VectorMetric.Euclidean)]
    public void Search_equals_the_plain_scan_through_adding_replacing_and_removing(VectorMetric metric)
    {
        const int dimension = 7;
        Prop.ForAll(
            ArbMap.Default.ArbFor<int>().Filter(n => n is > 0 and < 100_000),
            seed =>
            {
                using var index = new ExactIndex(dimension, metric);
                var model = new Dictionary<int, float[]>();
                var random = new Random(seed);
                for (int step = 0; step < 120; step++)
                {
                    int id = random.Next(60);
                    if (random.Next(4) == 0)
                    {
                        Assert.Equal(model.Remove(id), index.Remove(id));
                    }
                    else
                    {
                        float[] vector = MadeVectors.Clustered(1, dimension, (ulong)random.Next(1_000_000));
                        index.Add([id], vector);
                        model[id] = vector;
                    }
                }

                float[] query = MadeVectors.Clustered(1, dimension, (ulong)seed);
                var hits = new SearchHit[9];
                int found = index.Search(query, hits);
                Assert.Equal(Math.Min(9, model.Count), found);
                Assert.Equal(MadeVectors.Nearest(model, query, metric, 9), hits[..found].Select(h => h.Id));
                Assert.All(
                    hits[..found],
                    h => Assert.Equal(MadeVectors.Similarity(model[h.Id], query, metric), h.Similarity, 1e-3));
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void SearchMany_gives_what_single_searches_give_on_any_number_of_threads()
    {
        using var index = new ExactIndex(33, VectorMetric.InnerProduct);
        index.Add(MadeVectors.Ids(1_000), MadeVectors.Clustered(1_000, 33, 1));
        float[] queries = MadeVectors.Clustered(150, 33, 2);
        var many = new SearchHit[150 * 12];
        var onOne = new SearchHit[150 * 12];

        index.SearchMany(queries, 12, many, threads: 3);
        index.SearchMany(queries, 12, onOne, threads: 1);

        Assert.Equal(onOne, many);
        for (int q = 0; q < 150; q++)
        {
            var single = new SearchHit[12];
            index.Search(queries.AsSpan(q * 33, 33), single);
            Assert.Equal(single, many[(q * 12)..((q + 1) * 12)]);
        }
    }

    [Fact]
    public void Equal_vectors_answer_by_ascending_id()
    {
        using var index = new ExactIndex(2, VectorMetric.Cosine);
        index.Add([9, 4, 7, 2], [1, 1, 1, 1, 1, 1, 1, 1]);
        index.Remove(4);
        var hits = new SearchHit[2];

        index.Search([1, 1], hits);

        Assert.Equal([2, 7], hits.Select(h => h.Id));
    }

    [Fact]
    public void A_filter_decides_what_may_be_answered()
    {
        using var index = new ExactIndex(8, VectorMetric.Cosine);
        index.Add(MadeVectors.Ids(200), MadeVectors.Clustered(200, 8, 3));
        var hits = new SearchHit[50];

        int found = index.Search(MadeVectors.Clustered(1, 8, 4), hits, new Multiples(10));

        Assert.Equal(20, found);
        Assert.All(hits[..found], h => Assert.Equal(0, h.Id % 10));
        Assert.Equal(SearchHit.None, hits[found]);
    }

    [Fact]
    public void A_saved_index_answers_the_same_and_a_torn_file_is_refused()
    {
        using var index = new ExactIndex(5, VectorMetric.Euclidean);
        index.Add(MadeVectors.Ids(40), MadeVectors.Clustered(40, 5, 5));
        using var file = new MemoryStream();
        index.Save(file);
        file.Position = 0;
        using ExactIndex loaded = ExactIndex.Load(file);
        var before = new SearchHit[6];
        var after = new SearchHit[6];

        index.Search([1, 2, 3, 4, 5], before);
        loaded.Search([1, 2, 3, 4, 5], after);

        Assert.Equal(before, after);
        for (int length = 0; length < file.Length; length += 7)
        {
            using var torn = new MemoryStream(file.ToArray()[..length]);
            Assert.Throws<InvalidDataException>(() => ExactIndex.Load(torn));
        }
    }

    [Fact]
    public void Misuse_is_refused_and_adds_nothing()
    {
        using var index = new ExactIndex(2, VectorMetric.Cosine);
        Assert.Throws<ArgumentException>(() => index.Add([1], [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => index.Add([1, 1], [1, 2, 3, 4]));
        Assert.Throws<ArgumentException>(() => index.Add([-1], [1, 2]));
        Assert.Throws<ArgumentException>(() => index.Add([1, 2], [1, 2, 0, 0]));
        Assert.Throws<ArgumentException>(() => index.Add([1, 2], [1, 2, float.NaN, 0]));
        Assert.Equal(0, index.Count);
        Assert.Throws<ArgumentException>(() => index.Search([0, 0], new SearchHit[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExactIndex(0, VectorMetric.Cosine));
    }

    internal sealed class Multiples(int of) : ISearchFilter
    {
        public bool Accepts(int id) => id % of == 0;
    }
}
