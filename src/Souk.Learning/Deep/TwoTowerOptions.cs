using Souk.Learning.Numerics;

namespace Souk.Learning.Deep;

/// <summary>Settings of <see cref="TwoTower"/>.</summary>
public sealed record TwoTowerOptions
{
    /// <summary>The length of users' and items' vectors, 1 to 512; default 64.</summary>
    public int Factors { get; init; } = 64;

    /// <summary>The sizes of the hidden layers of each tower, each 1 to 4,096, at most 8; a last linear layer of
    /// <see cref="Factors"/> outputs follows. Default none: a tower's vector then is the sum of its fields'
    /// vectors.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [];

    /// <summary>The length of a feature's vector, 1 to 512; default 32. Without hidden layers it is
    /// <see cref="Factors"/>.</summary>
    public int EmbeddingSize { get; init; } = 32;

    /// <summary>Whether a user also has a field for the items of the history: their vectors' mean, out of a table of
    /// its own. The item to be predicted is left out while learning. Default true. New users are placed by their
    /// history at once.</summary>
    public bool HasHistory { get; init; } = true;

    /// <summary>Scores are cosines divided by this; above 0; default 0.2.</summary>
    public double Temperature { get; init; } = 0.2;

    /// <summary>How much of the logarithm of an item's share of the interactions is taken off its score while learning:
    /// 1 makes the batch's items an unbiased sample of all (logQ correction), 0 holds popular items back. 0 to 1;
    /// default 1.</summary>
    public double PopularityCorrection { get; init; } = 1;

    /// <summary>The largest number of passes over the interactions, 1 or more; default 20.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>The interactions of a step, each of which takes the items of the others as negatives, 2 to 8,192
    /// (memory for scores is 4 bytes times its square); default 1,024.</summary>
    public int BatchSize { get; init; } = 1024;

    /// <summary>Adam's step size, above 0; default 0.003.</summary>
    public double LearningRate { get; init; } = 0.003;

    /// <summary>The share of hidden activations that are dropped while learning, 0 to below 1; default 0.</summary>
    public double Dropout { get; init; }

    /// <summary>L2 penalty of layer weights (not of biases), 0 or more; default 1e-5.</summary>
    public double L2 { get; init; } = 1e-5;

    /// <summary>L2 penalty of the vectors of a pair's features, each time the pair is learned from, 0 or more; default
    /// 0.01. Small sparse sets want more, 0.1 to 0.3, and a higher temperature.</summary>
    public double EmbeddingL2 { get; init; } = 0.01;

    /// <summary>The standard deviation of the vectors at the start, above 0; default 0.1.</summary>
    public double InitialDeviation { get; init; } = 0.1;

    /// <summary>With validation interactions, training ends after this many epochs without a better validation loss and
    /// keeps the best epoch's weights; 0 turns this off; default 2.</summary>
    public int EarlyStoppingRounds { get; init; } = 2;

    /// <summary>Seed of every random choice; default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of threads, 0 (default) for one per processor. The model is the same for any
    /// number.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        OptionCheck.Require(
            Factors is >= 1 and <= NetworkOptionCheck.MaxEmbeddingSize, nameof(Factors), Factors, "1 to 512");
        NetworkOptionCheck.EmbeddingSize(EmbeddingSize);
        NetworkOptionCheck.Layers(Hidden, nameof(Hidden));
        NetworkOptionCheck.Training(Epochs, BatchSize, LearningRate, EarlyStoppingRounds, Threads);
        NetworkOptionCheck.Regularisation(Dropout, L2, EmbeddingL2, InitialDeviation);
        OptionCheck.Require(BatchSize is >= 2 and <= 8192, nameof(BatchSize), BatchSize, "2 to 8,192");
        OptionCheck.Positive(Temperature, nameof(Temperature));
        OptionCheck.Require(
            PopularityCorrection is >= 0 and <= 1, nameof(PopularityCorrection), PopularityCorrection, "0 to 1");
    }
}
