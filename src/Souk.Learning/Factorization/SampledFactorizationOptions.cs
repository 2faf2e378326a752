using Souk.Learning.Numerics;

namespace Souk.Learning.Factorization;

/// <summary>How <see cref="SampledFactorization"/> learns.</summary>
public sealed record SampledFactorizationOptions
{
    private const int MaxFactors = 2_048;
    private const int MaxNegatives = 8_192;
    private const int MaxEpochs = 10_000;
    private const int BatchStep = 256;
    private const int MaxBatch = 65_536;
    private const double MaxDropout = 0.95;
    private const double ItemsPerWeight = 500;

    /// <summary>The loss. Default: <see cref="SampledLoss.CosineContrastive"/>.</summary>
    public SampledLoss Loss { get; init; }

    /// <summary>The length of the user and item vectors, 1 to 2,048. Default: 64.</summary>
    public int Factors { get; init; } = 64;

    /// <summary>Passes over the interactions, 1 to 10,000. Default: 40.</summary>
    public int Epochs { get; init; } = 40;

    /// <summary>Sampled negatives that each block of interactions (an eighth of a batch, at most 256) shares, 1 to
    /// 8,192; rounded up to a multiple of 16. Default: 512.</summary>
    public int Negatives { get; init; } = 512;

    /// <summary>How negatives are drawn: in proportion to popularity^exponent, −1 to 1; 0, the default, is
    /// uniform.</summary>
    public double NegativeExponent { get; init; }

    /// <summary>Interactions whose gradients are taken at the same vectors, 256 to 65,536; a multiple of 256. Default:
    /// 2,048.</summary>
    public int BatchSize { get; init; } = 2_048;

    /// <summary>The first step size of Adam; it falls linearly to a hundredth. Above 0. Default: 0.001.</summary>
    public double LearningRate { get; init; } = 0.001;

    /// <summary>Whether Adam's moments of a user or item fade, and its momentum carries it on, in the steps that do not
    /// touch it, as in Adam on whole tables. The rarer a row, the larger its steps then are, so that a lower
    /// <see cref="LearningRate"/> suits. Default: false, they stand still.</summary>
    public bool FadingMoments { get; init; }

    /// <summary>L2 regularization of the user and the item of each interaction, from 0. Default: 0.</summary>
    public double Regularization { get; init; }

    /// <summary>The share of the values of a user's vector, scaled to unit length for cosine losses, that each
    /// interaction leaves out at random, 0 to 0.95; the others are scaled up (Srivastava et al., 2014). Positives and
    /// negatives near the margin are then pulled and pushed though they hold on average. Default: 0.</summary>
    public double Dropout { get; init; }

    /// <summary>Contrastive loss: cosines of negatives below this cost nothing, −1 to 1. Default: 0.5.</summary>
    public double Margin { get; init; } = 0.5;

    /// <summary>Contrastive loss: the weight of the negative part, above 0. Default: null, a five-hundredth of the
    /// number of items and at least 1, since the mean over all items thins out the few that matter.</summary>
    public double? NegativeWeight { get; init; }

    /// <summary>Sampled softmax: the temperature, above 0. Default: 0.1.</summary>
    public double Temperature { get; init; } = 0.1;

    /// <summary>The standard deviation of the starting values, above 0. Small, so that the first steps and not the
    /// start decide the direction of a rare item. Default: 0.01.</summary>
    public double InitialScale { get; init; } = 0.01;

    /// <summary>The seed of starting vectors, order and negatives. Default: 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Worker threads; 0, the default, means one a processor. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Whether vectors are compared by cosine.</summary>
    internal bool IsCosine => Loss != SampledLoss.PairwiseLogistic;

    internal void Validate()
    {
        OptionCheck.Range((int)Loss, 0, (int)SampledLoss.PairwiseLogistic, nameof(Loss));
        OptionCheck.Range(Factors, 1, MaxFactors, nameof(Factors));
        OptionCheck.Range(Epochs, 1, MaxEpochs, nameof(Epochs));
        OptionCheck.Range(Negatives, 1, MaxNegatives, nameof(Negatives));
        OptionCheck.Range(NegativeExponent, -1, 1, nameof(NegativeExponent));
        OptionCheck.Range(BatchSize, BatchStep, MaxBatch, nameof(BatchSize));
        if (BatchSize % BatchStep != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(BatchSize), BatchSize, $"BatchSize is a multiple of {BatchStep}; got {BatchSize}.");
        }

        OptionCheck.Positive(LearningRate, nameof(LearningRate));
        OptionCheck.NotNegative(Regularization, nameof(Regularization));
        OptionCheck.Range(Dropout, 0, MaxDropout, nameof(Dropout));
        OptionCheck.Range(Margin, -1, 1, nameof(Margin));
        OptionCheck.Positive(NegativeWeight ?? 1, nameof(NegativeWeight));
        OptionCheck.Positive(Temperature, nameof(Temperature));
        OptionCheck.Positive(InitialScale, nameof(InitialScale));
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }

    /// <summary>The same options with the negative weight settled for a number of items.</summary>
    internal SampledFactorizationOptions SettledFor(int items) =>
        this with { NegativeWeight = NegativeWeight ?? Math.Max(1, items / ItemsPerWeight) };
}
