using Souk.Learning.FactorizationMachines;
using Souk.Learning.Numerics;

namespace Souk.Learning.Deep;

/// <summary>Settings of <see cref="DeepFm"/>.</summary>
public sealed record DeepFmOptions
{
    /// <summary>Whether a factorization machine stands beside the layers (DeepFM); without it the network is layers
    /// over embeddings alone. Default true.</summary>
    public bool HasInteractions { get; init; } = true;

    /// <summary>What is predicted; default <see cref="FactorizationTarget.Binary"/>.</summary>
    public FactorizationTarget Target { get; init; } = FactorizationTarget.Binary;

    /// <summary>The length of a feature's vector, 1 to 512; default 16. Held in multiples of sixteen.</summary>
    public int EmbeddingSize { get; init; } = 16;

    /// <summary>The sizes of the hidden layers, each 1 to 4,096, at most 8 of them; default 64 and 32.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [64, 32];

    /// <summary>The largest number of passes over the rows, 1 or more; default 30.</summary>
    public int Epochs { get; init; } = 30;

    /// <summary>The rows of a step, 1 to 65,536; default 256.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>Adam's step size, above 0; default 0.002.</summary>
    public double LearningRate { get; init; } = 0.002;

    /// <summary>The share of hidden activations that are dropped while learning, 0 to below 1; default 0.2.</summary>
    public double Dropout { get; init; } = 0.2;

    /// <summary>L2 penalty of layer weights (not of biases), 0 or more; default 0.01. The two penalties work together:
    /// where one is small, layers and vectors trade their sizes and the other does little.</summary>
    public double L2 { get; init; } = 0.01;

    /// <summary>L2 penalty of the vectors and first-order weights of a row's features, each time the row is learned
    /// from, 0 or more; default 0.02.</summary>
    public double EmbeddingL2 { get; init; } = 0.02;

    /// <summary>The standard deviation of the vectors at the start, above 0; default 0.1.</summary>
    public double InitialDeviation { get; init; } = 0.1;

    /// <summary>How many networks with different seeds are trained; their mean score predicts. 1 (default) to 64. More
    /// networks cost time in step and give better-calibrated, steadier predictions.</summary>
    public int Networks { get; init; } = 1;

    /// <summary>With validation rows, training ends after this many epochs without a better validation loss and keeps
    /// the best epoch's weights; 0 turns this off; default 2.</summary>
    public int EarlyStoppingRounds { get; init; } = 2;

    /// <summary>Seed of every random choice; default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of threads, 0 (default) for one per processor. The model is the same for any
    /// number.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        NetworkOptionCheck.EmbeddingSize(EmbeddingSize);
        NetworkOptionCheck.Layers(Hidden, nameof(Hidden));
        NetworkOptionCheck.Training(Epochs, BatchSize, LearningRate, EarlyStoppingRounds, Threads);
        NetworkOptionCheck.Regularisation(Dropout, L2, EmbeddingL2, InitialDeviation);
        OptionCheck.Require(
            Networks is >= 1 and <= NetworkOptionCheck.MaxNetworks, nameof(Networks), Networks, "1 to 64");
    }
}
