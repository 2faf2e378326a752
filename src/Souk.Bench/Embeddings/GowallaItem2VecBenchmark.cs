using System.Diagnostics;
using Souk.Bench.Data;
using Souk.Bench.Factorization;
using Souk.Learning.Data;
using Souk.Learning.Embeddings;
using Souk.Learning.Splits;

namespace Souk.Bench.Embeddings;

/// <summary>Item2vec on Gowalla: each user's items are a basket without an order.</summary>
public sealed class GowallaItem2VecBenchmark : ILearningBenchmark
{
    /// <inheritdoc/>
    public string Name => "gowalla-item2vec";

    /// <inheritdoc/>
    public string DataSet => "gowalla";

    /// <summary>The settings chosen on validation data.</summary>
    internal static SkipGramOptions Options { get; } = new()
    {
        Dimension = 64,
        Window = 100,
        Unordered = true,
        Negatives = 10,
        NoiseExponent = 0,
        Subsampling = 1e-4,
        Epochs = 10,
        LearningRate = 0.05,
    };

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        InteractionSplit data = InteractionData.ReadGowalla(dataFolder);
        var baskets = new ItemSequences(data.Train.Columns, data.Train.RowStarts, data.Train.ColumnIndices);
        var clock = Stopwatch.StartNew();
        EmbeddingModel model = SkipGram.Fit(baskets, Options, cancellation: cancellation);
        EmbeddingRecommender recommender = EmbeddingRecommender.Create(model, data.Train, byContext: true);
        return GowallaRows.Evaluate(
            recommender, data, "item2vec, 64 values", "Item2Vec .1326", "Item2Vec .1057", 0.1326, 0.1057,
            clock.Elapsed.TotalSeconds,
            $"noise exponent {Options.NoiseExponent}, window {Options.Window}, {Options.Epochs} epochs; by " +
            "recall@20 + NDCG@20 "
            + "on 15 % of the training interactions held out at random",
            cancellation);
    }
}
