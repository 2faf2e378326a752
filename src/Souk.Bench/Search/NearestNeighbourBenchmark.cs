using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Souk.Learning.Numerics;
using Souk.Learning.Search;

namespace Souk.Bench.Search;

/// <summary>Exact and approximate search beside faiss and hnswlib, on made vectors of the size of Gowalla's
/// items.</summary>
public sealed class NearestNeighbourBenchmark : ILearningBenchmark
{
    private const int Vectors = 40_981;
    private const int Queries = 1_000;
    private const int Dimension = 64;
    private const int Centres = 200;
    private const int Repeats = 30;
    private const int ExactCount = 50;
    private const int GraphCount = 10;
    private const double WantedRecall = 0.95;

    /// <inheritdoc/>
    public string Name => "nearest-neighbours";

    /// <inheritdoc/>
    public BenchmarkKind Kind => BenchmarkKind.Speed;

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        var random = new SeededRandom(7);
        float[] centres = Made(Centres, [], ref random);
        float[] vectors = Made(Vectors, centres, ref random);
        float[] queries = Made(Queries, centres, ref random);
        int[] ids = [.. Enumerable.Range(0, Vectors)];
        IReadOnlyDictionary<string, double>? rival = Rival(vectors, queries);
        double exact = ExactMicroseconds(ids, vectors, queries);
        yield return new BenchmarkRow(
            "exact top 50 of 40,981 × 64", "µs a query, batched", exact, Text("faiss flat", rival, "flat_us"),
            rival?["flat_us"] ?? double.NaN, HigherIsBetter: false, Settings: $"1,000 queries, best of {Repeats}");
        (double perSecond, double recall, int beam, double build) = Graph(ids, vectors, queries);
        yield return new BenchmarkRow(
            "HNSW, 16 links", "queries/s on one thread at recall@10 >= .95", perSecond,
            Text("hnswlib", rival, "hnsw_queries_per_s"), rival?["hnsw_queries_per_s"] ?? double.NaN,
            Settings: string.Create(
                CultureInfo.InvariantCulture,
                $"smallest beam that reaches it: {beam}, recall {recall:F4}; hnswlib " +
                $"{Text("at beam", rival, "hnsw_ef")}"));
        yield return new BenchmarkRow(
            "HNSW, 16 links, build beam 200", "s to build", build, Text("hnswlib", rival, "hnsw_build_s"),
            rival?["hnsw_build_s"] ?? double.NaN, HigherIsBetter: false);
    }

    private static string? Text(string who, IReadOnlyDictionary<string, double>? figures, string name) =>
        figures is null ? null : string.Create(CultureInfo.InvariantCulture, $"{who} {figures[name]:0.##}");

    private static float[] Made(int count, float[] centres, ref SeededRandom random)
    {
        float[] vectors = new float[count * Dimension];
        for (int i = 0; i < count; i++)
        {
            int centre = centres.Length == 0 ? 0 : random.Next(Centres) * Dimension;
            for (int c = 0; c < Dimension; c++)
            {
                float middle = centres.Length == 0 ? 0 : centres[centre + c];
                vectors[(i * Dimension) + c] = middle + (float)random.NextGaussian();
            }
        }

        return vectors;
    }

    private static double ExactMicroseconds(int[] ids, float[] vectors, float[] queries)
    {
        using var index = new ExactIndex(Dimension, VectorMetric.InnerProduct);
        index.Add(ids, vectors);
        var hits = new SearchHit[Queries * ExactCount];
        return Best(() => index.SearchMany(queries, ExactCount, hits)) / Queries * 1e6;
    }

    private static (double PerSecond, double Recall, int Beam, double Build) Graph(
        int[] ids, float[] vectors, float[] queries)
    {
        using var exact = new ExactIndex(Dimension, VectorMetric.Cosine);
        exact.Add(ids, vectors);
        var truth = new SearchHit[Queries * GraphCount];
        exact.SearchMany(queries, GraphCount, truth);
        using var index = new HnswIndex(Dimension, VectorMetric.Cosine);
        var clock = Stopwatch.StartNew();
        index.Add(ids, vectors);
        double build = clock.Elapsed.TotalSeconds;
        using var file = new MemoryStream();
        index.Save(file);
        var hits = new SearchHit[Queries * GraphCount];
        for (int beam = GraphCount; ; beam++)
        {
            file.Position = 0;
            using HnswIndex narrow = HnswIndex.Load(file, beam);
            narrow.SearchMany(queries, GraphCount, hits, threads: 1);
            double recall = Recall(truth, hits);
            if (recall >= WantedRecall)
            {
                double seconds = Best(() => narrow.SearchMany(queries, GraphCount, hits, threads: 1));
                return (Queries / seconds, recall, beam, build);
            }
        }
    }

    private static double Recall(SearchHit[] truth, SearchHit[] found)
    {
        int right = 0;
        for (int q = 0; q < truth.Length; q += GraphCount)
        {
            HashSet<int> wanted = [.. truth.AsSpan(q, GraphCount).ToArray().Select(h => h.Id)];
            foreach (SearchHit hit in found.AsSpan(q, GraphCount))
            {
                right += wanted.Contains(hit.Id) ? 1 : 0;
            }
        }

        return right / (double)truth.Length;
    }

    private static double Best(Action work)
    {
        double best = double.MaxValue;
        for (int r = 0; r < Repeats; r++)
        {
            var clock = Stopwatch.StartNew();
            work();
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }

        return best;
    }

    private static IReadOnlyDictionary<string, double>? Rival(float[] vectors, float[] queries)
    {
        string vectorFile = Path.GetTempFileName();
        string queryFile = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(vectorFile, MemoryMarshal.AsBytes<float>(vectors));
            File.WriteAllBytes(queryFile, MemoryMarshal.AsBytes<float>(queries));
            return RivalScript.Run(
                "nearest.py", vectorFile, queryFile, Dimension.ToString(CultureInfo.InvariantCulture));
        }
        finally
        {
            File.Delete(vectorFile);
            File.Delete(queryFile);
        }
    }
}
