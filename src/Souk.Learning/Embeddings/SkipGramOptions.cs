using Souk.Learning.Numerics;

namespace Souk.Learning.Embeddings;

/// <summary>How <see cref="SkipGram"/> learns. The defaults are those of text; for items in sessions and baskets the
/// exponent of the noise, the window and the epochs are worth tuning on validation data (Caselles-Dupré et al.,
/// 2018).</summary>
public sealed record SkipGramOptions
{
    /// <summary>The length of the vectors, 1 to 2,048. Default: 64.</summary>
    public int Dimension { get; init; } = 64;

    /// <summary>How far context reaches to each side, 1 to 10,000; every token draws its own reach from 1 to this.
    /// Default: 5.</summary>
    public int Window { get; init; } = 5;

    /// <summary>Whether sequences are baskets without an order: then each is shuffled anew in every epoch, so that the
    /// window is a random choice of companions. Default: false.</summary>
    public bool Unordered { get; init; }

    /// <summary>Noise tokens a pair, 1 to 64. Default: 5.</summary>
    public int Negatives { get; init; } = 5;

    /// <summary>Noise is drawn in proportion to count^exponent, −1 to 1. Default: 0.75.</summary>
    public double NoiseExponent { get; init; } = 0.75;

    /// <summary>The share of all tokens above which a token is thinned out (Mikolov et al., 2013), from 0; 0 keeps all.
    /// Default: 0.001.</summary>
    public double Subsampling { get; init; } = 0.001;

    /// <summary>Tokens that come less often are left out, from 1. Default: 1.</summary>
    public int MinCount { get; init; } = 1;

    /// <summary>Passes over the sequences, 1 to 10,000. Default: 5.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>The first step size; it falls linearly to a thousandth. Above 0. Default: 0.025.</summary>
    public double LearningRate { get; init; } = 0.025;

    /// <summary>The seed. Default: 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Worker threads; 0, the default, means one a processor; more than 8 find no work. The result does not
    /// depend on it.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        OptionCheck.Range(Dimension, 1, 2_048, nameof(Dimension));
        OptionCheck.Range(Window, 1, 10_000, nameof(Window));
        OptionCheck.Range(Negatives, 1, SkipGramKernel.MaxNegatives, nameof(Negatives));
        OptionCheck.Range(NoiseExponent, -1, 1, nameof(NoiseExponent));
        OptionCheck.NotNegative(Subsampling, nameof(Subsampling));
        OptionCheck.Range(MinCount, 1, int.MaxValue, nameof(MinCount));
        OptionCheck.Range(Epochs, 1, 10_000, nameof(Epochs));
        OptionCheck.Positive(LearningRate, nameof(LearningRate));
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
