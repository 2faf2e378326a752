using Souk.Learning.Numerics;

namespace Souk.Learning.Linear;

/// <summary>Settings of <see cref="LogisticRegression"/>.</summary>
public sealed record LogisticRegressionOptions
{
    /// <summary>The weight of the penalty: the sum of the rows' losses plus L2 / 2 times the sum of squared weights is
    /// minimised, the bias not penalised. 0 or more; default 1.</summary>
    public double L2 { get; init; } = 1;

    /// <summary>Whether columns of a table are brought to mean 0 and deviation 1 for training (so that the penalty
    /// treats them alike); the model's weights are for the numbers as they are. Sparse rows are taken as they are.
    /// Default true.</summary>
    public bool Standardize { get; init; } = true;

    /// <summary>The largest number of iterations, 1 or more; default 500.</summary>
    public int MaxIterations { get; init; } = 500;

    /// <summary>Training ends once the gradient's length is below this times the length of the gradient at the start,
    /// above 0; default 1e-6.</summary>
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>The number of threads, 0 (default) for one per processor. The model is the same for any
    /// number.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        OptionCheck.NotNegative(L2, nameof(L2));
        OptionCheck.AtLeastOne(MaxIterations, nameof(MaxIterations));
        OptionCheck.Positive(Tolerance, nameof(Tolerance));
        OptionCheck.NotNegative(Threads, nameof(Threads));
    }
}
