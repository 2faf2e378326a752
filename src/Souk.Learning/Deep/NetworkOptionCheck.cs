using Souk.Learning.Numerics;

namespace Souk.Learning.Deep;

/// <summary>The range checks that the networks' options share.</summary>
internal static class NetworkOptionCheck
{
    /// <summary>More networks than this gain nothing that anybody measured.</summary>
    public const int MaxNetworks = 64;

    /// <summary>Longer vectors than this do not help and would not fit registers well.</summary>
    public const int MaxEmbeddingSize = 512;

    /// <summary>Wide enough for every published click model; keeps a layer's weights below 2^31.</summary>
    public const int MaxLayerSize = 4096;

    /// <summary>Deeper stacks of plain layers do not train.</summary>
    public const int MaxLayers = 8;

    /// <summary>More experts than this gain nothing that anybody measured.</summary>
    public const int MaxExperts = 64;

    /// <summary>The scores of a row stand on the stack.</summary>
    public const int MaxTasks = 64;

    private const int MaxBatchSize = 65_536;

    public static void EmbeddingSize(int size) =>
        OptionCheck.Require(size is >= 1 and <= MaxEmbeddingSize, nameof(EmbeddingSize), size, "1 to 512");

    public static void Layers(IReadOnlyList<int> sizes, string name)
    {
        ArgumentNullException.ThrowIfNull(sizes, name);
        OptionCheck.Require(sizes.Count <= MaxLayers, $"The number of layers of {name}", sizes.Count, "at most 8");
        for (int l = 0; l < sizes.Count; l++)
        {
            OptionCheck.Require(sizes[l] is >= 1 and <= MaxLayerSize, $"{name}[{l}]", sizes[l], "1 to 4,096");
        }
    }

    public static void Training(int epochs, int batchSize, double learningRate, int earlyStoppingRounds, int threads)
    {
        OptionCheck.AtLeastOne(epochs, "Epochs");
        OptionCheck.Require(batchSize is >= 1 and <= MaxBatchSize, "BatchSize", batchSize, "1 to 65,536");
        OptionCheck.Positive(learningRate, "LearningRate");
        OptionCheck.NotNegative(earlyStoppingRounds, "EarlyStoppingRounds");
        OptionCheck.NotNegative(threads, "Threads");
    }

    public static void Regularisation(double dropout, double l2, double embeddingL2, double initialDeviation)
    {
        OptionCheck.Require(dropout is >= 0 and < 1, "Dropout", dropout, "0 to below 1");
        OptionCheck.NotNegative(l2, "L2");
        OptionCheck.NotNegative(embeddingL2, "EmbeddingL2");
        OptionCheck.Positive(initialDeviation, "InitialDeviation");
    }
}
