namespace Souk.Learning.Text;

/// <summary>Settings of <see cref="SoftmaxClassifier"/>.</summary>
public sealed record SoftmaxOptions
{
    /// <summary>How strongly weights are held to 0: half of this times their squared sum is added to the summed loss of
    /// all rows, so it means the same for any number of rows. Above 0, default 0.1, which suits TF-IDF rows of length
    /// 1.</summary>
    public double Regularization { get; init; } = 0.1;

    /// <summary>Whether features that tell classes apart are held to 0 less than others: their values are multiplied by
    /// the naive Bayes log-count ratio (Wang and Manning, 2012) while weights are learned. Often better on a few
    /// thousand texts or fewer, seldom on many. Default false.</summary>
    public bool WeighByLogOdds { get; init; }

    /// <summary>The most steps of the minimizer, from 1. Default 200.</summary>
    public int MaximumIterations { get; init; } = 200;

    /// <summary>Ends when the gradient is shorter than this share of its length at the start, above 0. Default
    /// 0.0001.</summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>The number of threads, 0 for one per processor (the default); it does not change the result.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Regularization);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumIterations, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Tolerance);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
