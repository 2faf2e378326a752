using Souk.Learning.Linear;
using Souk.Learning.Numerics;

namespace Souk.Learning.FactorizationMachines;

/// <summary>Settings of <see cref="FactorizationMachine"/>.</summary>
public sealed record FactorizationMachineOptions
{
    /// <summary>Whether each feature has a factor vector for every other field (FFM) instead of one (FM). Default
    /// false.</summary>
    public bool FieldAware { get; init; }

    /// <summary>What is predicted; default <see cref="FactorizationTarget.Binary"/>.</summary>
    public FactorizationTarget Target { get; init; } = FactorizationTarget.Binary;

    /// <summary>How steps are taken; default <see cref="FactorizationOptimizer.AdaGrad"/>.</summary>
    public FactorizationOptimizer Optimizer { get; init; } = FactorizationOptimizer.AdaGrad;

    /// <summary>The length of factor vectors, 1 to 512; default 8. Held in multiples of eight.</summary>
    public int Factors { get; init; } = 8;

    /// <summary>The largest number of passes over the rows, 1 or more; default 20.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>The step size, above 0; default 0.05.</summary>
    public double LearningRate { get; init; } = 0.05;

    /// <summary>L2 penalty of factors, 0 or more; default 0.002. It is applied to the features of a row whenever the
    /// row is learned from (with FTRL once, to the whole).</summary>
    public double L2 { get; init; } = 0.002;

    /// <summary>L2 penalty of linear weights, likewise; default 1e-6.</summary>
    public double LinearL2 { get; init; } = 1e-6;

    /// <summary>L1 penalty of linear weights, 0 or more, with FTRL only; default 0.</summary>
    public double LinearL1 { get; init; }

    /// <summary>Factors start evenly drawn from plus and minus this over the square root of <see cref="Factors"/>,
    /// above 0; default 0.5.</summary>
    public double InitialScale { get; init; } = 0.5;

    /// <summary>Whether a row's values are divided by their length (square root of the sum of squares) for the
    /// interactions, so that rows with many features do not get larger scores. Default false.</summary>
    public bool NormalizeRows { get; init; }

    /// <summary>How many machines with different seeds are trained; their mean score predicts. 1 (default) to 64. More
    /// machines cost time in step and give better-calibrated, steadier predictions.</summary>
    public int Machines { get; init; } = 1;

    /// <summary>With a validation set, training ends after this many epochs without a better validation loss and keeps
    /// the best epoch's parameters; 0 turns this off; default 2.</summary>
    public int EarlyStoppingRounds { get; init; } = 2;

    /// <summary>Seed of every random choice; default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of threads, 0 (default) for one per processor: machines are trained beside each other, one
    /// machine always by one thread, row after row. The model is the same for any number.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        OptionCheck.Require(Factors is >= 1 and <= 512, nameof(Factors), Factors, "1 to 512");
        OptionCheck.AtLeastOne(Epochs, nameof(Epochs));
        OptionCheck.Positive(LearningRate, nameof(LearningRate));
        OptionCheck.NotNegative(L2, nameof(L2));
        OptionCheck.NotNegative(LinearL2, nameof(LinearL2));
        OptionCheck.NotNegative(LinearL1, nameof(LinearL1));
        OptionCheck.Positive(InitialScale, nameof(InitialScale));
        OptionCheck.Require(Machines is >= 1 and <= 64, nameof(Machines), Machines, "1 to 64");
        OptionCheck.NotNegative(EarlyStoppingRounds, nameof(EarlyStoppingRounds));
        OptionCheck.NotNegative(Threads, nameof(Threads));
        if (LinearL1 > 0 && Optimizer != FactorizationOptimizer.Ftrl)
        {
            throw new ArgumentException($"LinearL1 is {LinearL1}; the L1 penalty wants the FTRL optimizer.");
        }
    }
}
