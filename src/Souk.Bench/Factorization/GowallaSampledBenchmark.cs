using System.Diagnostics;
using Souk.Bench.Data;
using Souk.Learning.Factorization;
using Souk.Learning.Splits;

namespace Souk.Bench.Factorization;

/// <summary>Matrix factorization with sampled negatives on Gowalla: cosine contrastive loss and BPR.</summary>
public sealed class GowallaSampledBenchmark : ILearningBenchmark
{
    private const string Chosen = "by recall@20 + NDCG@20 on a run of a fifth of each user's training items, held " +
        "out together";

    /// <inheritdoc/>
    public string Name => "gowalla-contrastive";

    /// <inheritdoc/>
    public string DataSet => "gowalla";

    /// <summary>The settings of the contrastive loss: margin, weight, negatives, start and dropout of the published
    /// run, batch, rate and epochs chosen on validation data.</summary>
    internal static SampledFactorizationOptions Contrastive { get; } = new()
    {
        Factors = 64,
        Epochs = 60,
        Negatives = 800,
        BatchSize = 512,
        Margin = 0.9,
        NegativeWeight = 150,
        LearningRate = 0.00015,
        FadingMoments = true,
        InitialScale = 0.0001,
        Dropout = 0.1,
    };

    /// <summary>The settings of BPR, chosen on validation data.</summary>
    internal static SampledFactorizationOptions Pairwise { get; } = new()
    {
        Loss = SampledLoss.PairwiseLogistic,
        Factors = 64,
        Epochs = 20,
        Negatives = 304,
        BatchSize = 512,
        LearningRate = 0.001,
        FadingMoments = true,
        InitialScale = 0.0001,
    };

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        InteractionSplit data = InteractionData.ReadGowalla(dataFolder);
        foreach (BenchmarkRow row in Measure(
            data, Contrastive, "MF, cosine contrastive loss, 64 factors", "MF-CCL .1837", "MF-CCL .1493", 0.1800,
            0.1470,
            $"margin {Contrastive.Margin}, weight {Contrastive.NegativeWeight}, dropout {Contrastive.Dropout}, as " +
            $"published; {Contrastive.Epochs} epochs {Chosen}",
            cancellation))
        {
            yield return row;
        }

        foreach (BenchmarkRow row in Measure(
            data, Pairwise, "MF, BPR, 64 factors", "MF-BPR .1627", "MF-BPR .1378", double.NaN, double.NaN,
            $"{Pairwise.Negatives} negatives, {Pairwise.Epochs} epochs; {Chosen}", cancellation))
        {
            yield return row;
        }
    }

    private static IEnumerable<BenchmarkRow> Measure(
        InteractionSplit data, SampledFactorizationOptions options, string method, string recall, string ndcg,
        double recallAtLeast, double ndcgAtLeast, string settings, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        SampledFactorizationModel model = SampledFactorization.Fit(data.Train, options, cancellation: cancellation);
        return GowallaRows.Evaluate(
            model, data, method, recall, ndcg, recallAtLeast, ndcgAtLeast, clock.Elapsed.TotalSeconds, settings,
            cancellation);
    }
}
