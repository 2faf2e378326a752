using Souk.Learning.Numerics;

namespace Souk.Learning.Deep;

/// <summary>Settings of <see cref="MultiTaskNetwork"/>.</summary>
public sealed record MultiTaskOptions
{
    /// <summary>How tasks share; default <see cref="MultiTaskStructure.MixtureOfExperts"/>.</summary>
    public MultiTaskStructure Structure { get; init; } = MultiTaskStructure.MixtureOfExperts;

    /// <summary>The weight of each task's loss, above 0; null (default) means 1 for each.</summary>
    public IReadOnlyList<double>? TaskWeights { get; init; }

    /// <summary>The length of a feature's vector, 1 to 512; default 16. Held in multiples of sixteen.</summary>
    public int EmbeddingSize { get; init; } = 16;

    /// <summary>The number of experts, 1 to 64; default 4. Not used with
    /// <see cref="MultiTaskStructure.EntireSpace"/>.</summary>
    public int Experts { get; init; } = 4;

    /// <summary>The sizes of an expert's layers, each 1 to 4,096, 1 to 8 of them; default 32. Not used with
    /// <see cref="MultiTaskStructure.EntireSpace"/>.</summary>
    public IReadOnlyList<int> ExpertHidden { get; init; } = [32];

    /// <summary>The sizes of the hidden layers of each task's tower, each 1 to 4,096, at most 8; default 32 and
    /// 16.</summary>
    public IReadOnlyList<int> TowerHidden { get; init; } = [32, 16];

    /// <summary>The largest number of passes over the rows, 1 or more; default 10.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>The rows of a step, 1 to 65,536; default 256.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>Adam's step size, above 0; default 0.001.</summary>
    public double LearningRate { get; init; } = 0.001;

    /// <summary>The share of hidden activations that are dropped while learning, 0 to below 1; default 0.</summary>
    public double Dropout { get; init; }

    /// <summary>L2 penalty of layer weights (not of biases), 0 or more; default 1e-5.</summary>
    public double L2 { get; init; } = 1e-5;

    /// <summary>L2 penalty of the vectors of a row's features, each time the row is learned from, 0 or more; default
    /// 0.0001.</summary>
    public double EmbeddingL2 { get; init; } = 1e-4;

    /// <summary>The standard deviation of the vectors at the start, above 0; default 0.1.</summary>
    public double InitialDeviation { get; init; } = 0.1;

    /// <summary>With validation rows, training ends after this many epochs without a better validation loss and keeps
    /// the best epoch's weights; 0 turns this off; default 2.</summary>
    public int EarlyStoppingRounds { get; init; } = 2;

    /// <summary>Seed of every random choice; default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of threads, 0 (default) for one per processor. The model is the same for any
    /// number.</summary>
    public int Threads { get; init; }

    internal void Validate(int tasks)
    {
        NetworkOptionCheck.EmbeddingSize(EmbeddingSize);
        NetworkOptionCheck.Layers(ExpertHidden, nameof(ExpertHidden));
        NetworkOptionCheck.Layers(TowerHidden, nameof(TowerHidden));
        NetworkOptionCheck.Training(Epochs, BatchSize, LearningRate, EarlyStoppingRounds, Threads);
        NetworkOptionCheck.Regularisation(Dropout, L2, EmbeddingL2, InitialDeviation);
        OptionCheck.Require(
            Experts is >= 1 and <= NetworkOptionCheck.MaxExperts, nameof(Experts), Experts, "1 to 64");
        OptionCheck.AtLeastOne(ExpertHidden.Count, "The number of layers of ExpertHidden");
        if (Structure == MultiTaskStructure.EntireSpace && tasks != 2)
        {
            throw new ArgumentException(
                $"There are {tasks} tasks; the entire-space structure wants two, click and conversion.");
        }

        if (TaskWeights is not null && TaskWeights.Count != tasks)
        {
            throw new ArgumentException($"There are {tasks} tasks and {TaskWeights.Count} task weights.");
        }

        foreach (double weight in TaskWeights ?? [])
        {
            OptionCheck.Positive(weight, nameof(TaskWeights));
        }
    }
}
