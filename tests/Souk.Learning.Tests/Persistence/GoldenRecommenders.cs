using Souk.Learning.Collaborative;
using Souk.Learning.Data;
using Souk.Learning.Embeddings;
using Souk.Learning.Factorization;
using Souk.Learning.Search;

namespace Souk.Learning.Tests.Persistence;

/// <summary>Models that rank items, and indexes of vectors.</summary>
internal static class GoldenRecommenders
{
    private static readonly ItemSequences Sessions =
        ItemSequences.FromLists(GoldenData.Items, [[0, 1, 2], [1, 2, 3], [3, 4, 5, 3], [4, 5], [0, 2], [5, 4, 3]]);

    public static GoldenCase[] Cases { get; } =
    [
        GoldenCase.Of(
            "item-model",
            s => ItemNeighbours.Fit(GoldenData.Interactions).Save(s),
            ItemModel.Load,
            m => Scores(m)),
        GoldenCase.Of(
            "graph-filter",
            s => GraphFilter.Fit(GoldenData.Interactions, new GraphFilterOptions { LowPassRank = 2 }).Save(s),
            GraphFilter.Load,
            m => Scores(m)),
        GoldenCase.Of(
            "ease-filter",
            s => EaseFilter.Fit(GoldenData.Interactions, new EaseOptions { Regularization = 2 }).Save(s),
            EaseFilter.Load,
            m => Scores(m)),
        GoldenCase.Of(
            "session-neighbours", s => SessionNeighbours.Fit(Sessions).Save(s), SessionNeighbours.Load, NextItems),
        GoldenCase.Of(
            "implicit-als",
            s => ImplicitAls.Fit(GoldenData.Interactions, new ImplicitAlsOptions { Factors = 3 }).Save(s),
            ImplicitAlsModel.Load,
            m => Scores(m)),
        GoldenCase.Of(
            "sampled-factorization",
            s => SampledFactorization.Fit(
                GoldenData.Interactions,
                new SampledFactorizationOptions { Factors = 3, Epochs = 2, Negatives = 2, BatchSize = 256 }).Save(s),
            SampledFactorizationModel.Load,
            m => Scores(m)),
        GoldenCase.Of(
            "rating-factorization",
            s => RatingFactorization.Fit(GoldenData.Interactions, new RatingFactorizationOptions { Factors = 2 }).Save(
                s),
            RatingModel.Load,
            m => Scores(m)),
        GoldenCase.Of(
            "skip-gram",
            s => SkipGram.Fit(Sessions, new SkipGramOptions { Dimension = 3, Subsampling = 0 }).Save(s),
            EmbeddingModel.Load,
            Similarities),
        GoldenCase.Of("exact-index", SaveExact, ExactIndex.Load,
            m => Nearest(m)),
        GoldenCase.Of("hnsw-index", SaveHnsw, s => HnswIndex.Load(s),
            m => Nearest(m)),
    ];

    private static double[] Scores(IHistoryScorer model)
    {
        float[] scores = new float[2 * GoldenData.Items];
        model.Score(GoldenData.Interactions, [0, 5], scores);
        return GoldenData.Numbers(scores);
    }

    private static double[] Scores(FactorModel model)
    {
        float[] scores = new float[2 * GoldenData.Items];
        model.Score([0, 5], scores);
        return GoldenData.Numbers(scores);
    }

    private static double[] NextItems(SessionNeighbours model)
    {
        float[] scores = new float[GoldenData.Items];
        model.Score([1, 3], scores);
        return GoldenData.Numbers(scores);
    }

    private static double[] Similarities(EmbeddingModel model)
    {
        return [model.Similarity(0, 1), model.Similarity(0, 5), model.Similarity(3, 4)];
    }

    private static void SaveExact(Stream stream)
    {
        using var index = new ExactIndex(GoldenData.Points.Columns, VectorMetric.Cosine);
        index.Add([.. Enumerable.Range(100, GoldenData.Points.Rows)], GoldenData.Points.Values);
        index.Save(stream);
    }

    private static void SaveHnsw(Stream stream)
    {
        using var index = new HnswIndex(
            GoldenData.Points.Columns, VectorMetric.InnerProduct, new HnswOptions { Links = 4 });
        index.Add([.. Enumerable.Range(100, GoldenData.Points.Rows)], GoldenData.Points.Values);
        index.Remove(103);
        index.Save(stream);
    }

    private static double[] Nearest(IVectorIndex index)
    {
        SearchHit[] hits = new SearchHit[3];
        index.Search(GoldenData.Points.Row(5), hits);
        ((IDisposable)index).Dispose();
        return [.. hits.SelectMany(h => new double[] { h.Id, h.Similarity })];
    }
}
